import { NeurorackError } from '../contracts/errors.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { startInstrument } from '../instrument/start-instrument.ts';
import { endOfPlay } from './end-of-play.ts';
import { createPlayReport, type PlayReport } from './play-report.ts';
import { openRecorder } from './recording/open-recorder.ts';
import { attachTerminal } from './terminal/attach-terminal.ts';
import { createStderrLines } from './terminal/terminal-lines.ts';

/**
 * Plays until the end of the stream, Ctrl-C or SIGTERM; both fade the sound out first.
 *
 * @param record WAV file of what the sink gets, from the model's first block on
 * @throws NeurorackError when the program cannot be played, or a thread is lost for good
 */
export async function play(
  options: InstrumentOptions,
  { isQuiet, record }: { readonly isQuiet: boolean; readonly record?: string | undefined },
): Promise<PlayReport> {
  const instrument = startInstrument(options);
  const lines = createStderrLines();
  const onLine = (line: string): void => {
    if (!isQuiet) lines.line(line);
  };
  const detach = attachTerminal(instrument, {
    lines,
    onLine,
    hasKeyboard: options.performance === undefined,
  });
  const recorder = record === undefined ? undefined : recordFrom(instrument, options, { path: record, onLine });
  try {
    await endOfPlay(instrument);
    return createPlayReport(instrument, options);
  } finally {
    detach();
    await recorder?.close();
  }
}

/**
 * Records from the moment at which a model plays.
 *
 * @returns a recording whose `close` throws NeurorackError 'cannot-write' where the take is missing or ends early
 */
function recordFrom(
  instrument: Instrument,
  { sampleRate, block, seed }: InstrumentOptions,
  { path, onLine }: { readonly path: string; readonly onLine: (line: string) => void },
): { close(): Promise<void> } {
  let fault: string | undefined;
  const recorder = openRecorder(instrument, {
    ...{ sampleRate, block, seed },
    onMessage: onLine,
    onFault: (sentence) => {
      fault ??= sentence;
    },
  });
  instrument.on((event) => {
    if (event.kind === 'playing' && event.program.kind === 'model') void recorder.start(path, 'beginning');
  });
  return {
    close: async () => {
      await recorder.close();
      if (fault === undefined) return;
      throw new NeurorackError('cannot-write', fault, { remedy: 'choose a folder that is writable and has room' });
    },
  };
}
