import type { TerminalLines } from './terminal-lines.ts';

/** How long display and panel show a message, ms. */
const MESSAGE_MS = 8000;

/** Messages to the player: on the terminal, and for a while on display and panel. */
export interface Messages {
  /** Prints a line on the terminal; shows it too when it reports a fault. */
  log(line: string): void;
  /** Prints a line, and shows it on display and panel. */
  show(line: string): void;
  /** The message that is shown now. */
  current(): string | undefined;
}

export function createMessages(lines: Pick<TerminalLines, 'line'>, nowMs: () => number = Date.now): Messages {
  let latest: string | undefined;
  let untilMs = 0;
  const show = (line: string): void => {
    lines.line(line);
    latest = line;
    untilMs = nowMs() + MESSAGE_MS;
  };
  return {
    show,
    log: (line) => {
      if (/^(warning|error)|could not|set aside/.test(line)) show(line);
      else lines.line(line);
    },
    current: () => (nowMs() < untilMs ? latest : undefined),
  };
}
