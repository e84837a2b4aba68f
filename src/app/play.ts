import type { InstrumentOptions } from '../instrument/instrument.ts';
import { startInstrument } from '../instrument/start-instrument.ts';
import { endOfPlay } from './end-of-play.ts';
import { createPlayReport, type PlayReport } from './play-report.ts';
import { attachTerminal } from './terminal/attach-terminal.ts';
import { createStderrLines } from './terminal/terminal-lines.ts';

/**
 * Plays until the end of the stream, Ctrl-C or SIGTERM; both fade the sound out first.
 *
 * @throws NeurorackError when the program cannot be played, or a thread is lost for good
 */
export async function play(
  options: InstrumentOptions,
  { isQuiet }: { readonly isQuiet: boolean },
): Promise<PlayReport> {
  const instrument = startInstrument(options);
  const lines = createStderrLines();
  const detach = attachTerminal(instrument, {
    lines,
    onLine: (line) => {
      if (!isQuiet) lines.line(line);
    },
    hasKeyboard: options.performance === undefined,
  });
  try {
    await endOfPlay(instrument);
    return createPlayReport(instrument, options);
  } finally {
    detach();
  }
}
