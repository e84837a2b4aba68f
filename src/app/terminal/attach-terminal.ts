import type { Instrument } from '../../instrument/instrument.ts';
import { createEventLines } from './event-line.ts';
import { attachKeyboard } from './keyboard.ts';
import type { TerminalLines } from './terminal-lines.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface TerminalOptions {
  readonly lines: TerminalLines;
  /** Called with engine events as sentences. */
  readonly onLine: (line: string) => void;
  /** Whether the keys of the terminal play; false while a performance does. */
  readonly hasKeyboard: boolean;
}

/**
 * Attaches an instrument to the process' terminal: prints its events, plays it by keys, and stops it on SIGINT, SIGTERM and a closed terminal.
 *
 * @returns a function that detaches it
 */
export function attachTerminal(instrument: Instrument, { lines, onLine, hasKeyboard }: TerminalOptions): () => void {
  const stop = (): void => void instrument.stop();
  for (const signal of SIGNALS) process.once(signal, stop);
  process.once('SIGHUP', endAsByHangup);
  const eventLine = createEventLines();
  instrument.on((event) => {
    const line = eventLine(event);
    if (line !== undefined) onLine(line);
  });
  const detachKeyboard = hasKeyboard ? attachKeyboard(instrument, { lines }) : undefined;
  return () => {
    detachKeyboard?.();
    for (const signal of SIGNALS) process.off(signal, stop);
    process.off('SIGHUP', endAsByHangup);
  };
}

/**
 * Ends the process by the signal itself once everything is saved. An ordinary exit aborts in Node where the terminal is gone, because
 * Node restores the terminal's mode last of all.
 */
function endAsByHangup(): void {
  if (![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) return;
  process.once('exit', () => {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
}
