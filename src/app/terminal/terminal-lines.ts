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

export function createTerminalLines(write: (text: string) => void): TerminalLines {
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
