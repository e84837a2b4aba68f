import { type InstrumentOptions, startInstrument } from '../instrument/instrument.ts';
import { endOfPlay } from './end-of-play.ts';
import { createPlayReport, type PlayReport } from './play-report.ts';
import { eventLine } from './terminal/event-line.ts';
import { attachKeyboard } from './terminal/keyboard.ts';
import { createTerminalLines } from './terminal/terminal-lines.ts';

export type PlayOptions = InstrumentOptions;

/**
 * Plays until the end of the stream, Ctrl-C or SIGTERM; both fade the sound out first.
 *
 * @throws NeurorackError when what was to be played cannot be, or a thread is lost for good
 */
export async function play(options: PlayOptions, { isQuiet }: { readonly isQuiet: boolean }): Promise<PlayReport> {
  const instrument = startInstrument(options);
  const lines = createTerminalLines((text) => process.stderr.write(text));
  const say = (line: string): void => {
    if (!isQuiet) lines.line(line);
  };
  const stop = (): void => void instrument.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const forget = options.performance === undefined ? attachKeyboard(instrument, { lines, stop }) : () => undefined;
  try {
    instrument.on((event) => {
      const line = eventLine(event);
      if (line !== undefined) say(line);
    });
    await endOfPlay(instrument);
    return createPlayReport(instrument, options);
  } finally {
    forget();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
