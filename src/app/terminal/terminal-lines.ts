import { allowsEscapes } from './allows-escapes.ts';

/** Output on a terminal: lines that stay, and below them a status line that the next one replaces. */
export interface TerminalLines {
  /** Writes a line that stays. */
  line(text: string): void;
  /** Writes the status line over the one before. */
  status(text: string): void;
  /** Ends the status line: later output begins on a new line. */
  end(): void;
}

/** Carriage return, and erase the line. */
const CLEAR = '\r\x1b[K';

export interface TerminalLinesOptions {
  /** Writes status lines as lines that stay, without escape sequences. */
  readonly isPlain?: boolean;
}

export function createTerminalLines(
  write: (text: string) => void,
  { isPlain = false }: TerminalLinesOptions = {},
): TerminalLines {
  const writeLine = (text: string): void => write(`${text}\n`);
  if (isPlain) return { line: writeLine, status: writeLine, end: () => undefined };
  let isOpen = false;
  return {
    line: (text) => {
      write(`${isOpen ? CLEAR : ''}${text}\n`);
      isOpen = false;
    },
    status: (text) => {
      write(`${isOpen ? CLEAR : ''}${text}`);
      isOpen = true;
    },
    end: () => {
      if (isOpen) write('\n');
      isOpen = false;
    },
  };
}

/** Terminal lines on stderr: stdout is for results. */
export function createStderrLines(): TerminalLines {
  return createTerminalLines((text) => process.stderr.write(text), { isPlain: !allowsEscapes(process.stderr) });
}
