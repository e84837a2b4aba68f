import type { TerminalLines } from './terminal-lines.ts';

/** A message is shown this long, ms. */
const MESSAGE_MS = 8000;

/** What people are told: on the terminal, and for a while on display and panel. */
export interface Messages {
  /** A line for the terminal; what is wrong is shown too. */
  log(line: string): void;
  /** A line for both. */
  show(line: string): void;
  /** What is shown now. */
  current(): string | undefined;
}

export function createMessages(lines: Pick<TerminalLines, 'line'>, nowMs: () => number = Date.now): Messages {
  let latest: string | undefined;
  let until = 0;
  const show = (line: string): void => {
    lines.line(line);
    latest = line;
    until = nowMs() + MESSAGE_MS;
  };
  return {
    show,
    log: (line) => {
      if (/^(warning|error)|could not|set aside/.test(line)) show(line);
      else lines.line(line);
    },
    current: () => (nowMs() < until ? latest : undefined),
  };
}
