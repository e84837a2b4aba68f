/** Lines that come, for one reader who waits for marks in them. */
export interface StreamLines {
  push(chunk: string): void;
  /** Whoever waits, now or later, for what has not come gets this. */
  end(error: Error): void;
  /** Resolves with the lines before the first that is meant. */
  readUntil(isMeant: (line: string) => boolean): Promise<string[]>;
  /** The line that was meant. */
  matchedLine(): string;
}

interface Waiting {
  readonly isMeant: (line: string) => boolean;
  readonly resolve: (before: string[]) => void;
  readonly reject: (error: Error) => void;
}

export function createStreamLines(): StreamLines {
  let rest = '';
  let over: Error | undefined;
  let kept: string[] = [];
  let meant = '';
  let waiting: Waiting | undefined;
  const look = (): void => {
    if (waiting === undefined) return;
    const place = kept.findIndex(waiting.isMeant);
    const { resolve, reject } = waiting;
    if (place >= 0) {
      const before = kept.slice(0, place);
      meant = kept[place];
      kept = kept.slice(place + 1);
      waiting = undefined;
      resolve(before);
    } else if (over !== undefined) {
      waiting = undefined;
      reject(over);
    }
  };
  return {
    push: (chunk) => {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      kept.push(...parts.map((line) => line.replace(/\r/g, '')));
      look();
    },
    end: (error) => {
      over ??= error;
      look();
    },
    readUntil: (isMeant) =>
      new Promise((resolve, reject) => {
        waiting = { isMeant, resolve, reject };
        look();
      }),
    matchedLine: () => meant,
  };
}
