/** Lines of a stream, for one reader that waits for marker lines. */
export interface StreamLines {
  push(chunk: string): void;
  /** Ends the stream: present and later reads of missing lines reject with this error. */
  end(error: Error): void;
  /** Resolves with the lines before the first match. */
  readUntil(isMatch: (line: string) => boolean): Promise<string[]>;
  /** The last matched line. */
  matchedLine(): string;
}

interface Waiting {
  readonly isMatch: (line: string) => boolean;
  readonly resolve: (before: string[]) => void;
  readonly reject: (error: Error) => void;
}

export function createStreamLines(): StreamLines {
  let rest = '';
  let over: Error | undefined;
  let kept: string[] = [];
  let matched = '';
  let waiting: Waiting | undefined;
  const deliver = (): void => {
    if (waiting === undefined) return;
    const place = kept.findIndex(waiting.isMatch);
    const { resolve, reject } = waiting;
    if (place >= 0) {
      const before = kept.slice(0, place);
      matched = kept[place];
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
      deliver();
    },
    end: (error) => {
      over ??= error;
      deliver();
    },
    readUntil: (isMatch) =>
      new Promise((resolve, reject) => {
        waiting = { isMatch, resolve, reject };
        deliver();
      }),
    matchedLine: () => matched,
  };
}
