import type { Instrument } from '../../instrument/instrument.ts';
import { eventLine } from './event-line.ts';
import { attachKeyboard } from './keyboard.ts';
import type { TerminalLines } from './terminal-lines.ts';

export interface TerminalOptions {
  readonly lines: TerminalLines;
  /** Called with engine events as sentences. */
  readonly onLine: (line: string) => void;
  /** Whether the keys of the terminal play; false while a performance does. */
  readonly hasKeyboard: boolean;
}

/**
 * Attaches an instrument to the process' terminal: prints its events, plays it by keys, and stops it on SIGINT and SIGTERM.
 *
 * @returns a function that detaches it
 */
export function attachTerminal(instrument: Instrument, { lines, onLine, hasKeyboard }: TerminalOptions): () => void {
  const stop = (): void => void instrument.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  instrument.on((event) => {
    const line = eventLine(event);
    if (line !== undefined) onLine(line);
  });
  const detachKeyboard = hasKeyboard ? attachKeyboard(instrument, { lines }) : undefined;
  return () => {
    detachKeyboard?.();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
