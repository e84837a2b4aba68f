/** What is told on a terminal: lines that stay, and below them one that the next replaces. */
export interface TerminalLines {
  /** A line that stays. */
  line(text: string): void;
  /** What the hands do just now, over what they did before. */
  status(text: string): void;
  /** What comes next begins on a line of its own. */
  end(): void;
}

/** Back to the line's beginning, and all of it cleared. */
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
