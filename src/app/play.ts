import type { InstrumentOptions } from '../instrument/instrument.ts';
import { startInstrument } from '../instrument/start-instrument.ts';
import { endOfPlay } from './end-of-play.ts';
import { createPlayReport, type PlayReport } from './play-report.ts';
import { openRecorder } from './recording/open-recorder.ts';
import { recordWhole } from './recording/record-whole.ts';
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
  const onMessage = (line: string): void => {
    if (!isQuiet) lines.line(line);
  };
  const detach = attachTerminal(instrument, {
    lines,
    onLine: onMessage,
    hasKeyboard: options.performance === undefined,
  });
  const { sampleRate, block, seed } = options;
  const recorder = record === undefined ? undefined : openRecorder(instrument, { sampleRate, block, seed, onMessage });
  const recording = recorder && record && recordWhole(instrument, recorder, record);
  try {
    await endOfPlay(instrument);
    const report = createPlayReport(instrument, options);
    if (recording) await recording.close();
    return report;
  } finally {
    detach();
    await recorder?.close();
  }
}
