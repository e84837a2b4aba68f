import { MAX_SECONDS, MAX_VOLTS } from './performance.ts';

/** Reads the tokens of one line in order. */
export interface TokenReader {
  /**
   * Takes the next token.
   *
   * @param expected description for the error message
   * @param read returns undefined for a token that does not fit
   * @throws the error of `refuse`
   */
  take<T>(expected: string, read: (word: string) => T | undefined): T;
  readonly isEmpty: boolean;
  /** Refuses any token that is left. */
  finish(): void;
}

/** @param refuse called with the expected and the found token; throws */
export function createTokenReader(
  words: readonly string[],
  refuse: (expected: string, found: string) => never,
): TokenReader {
  let next = 0;
  const found = (): string => (next < words.length ? quote(words[next]) : 'the end of the line');
  return {
    take: (expected, read) => {
      const value = next < words.length ? read(words[next]) : undefined;
      if (value === undefined) return refuse(expected, found());
      next++;
      return value;
    },
    get isEmpty() {
      return next >= words.length;
    },
    finish: () => {
      if (next < words.length) refuse('the end of the line', found());
    },
  };
}

/** Returns a token for a message, shortened and without control characters. */
function quote(word: string): string {
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return `'${shown.replace(/\p{C}/gu, '?')}'`;
}

/** Reads a decimal number, or undefined; -0 becomes 0. */
export function readNumber(word: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return undefined;
  const value = Number(word);
  return Number.isFinite(value) ? value + 0 : undefined;
}

export function readVolts(word: string): number | undefined {
  const volts = readNumber(word.replace(/V$/i, ''));
  return volts !== undefined && Math.abs(volts) <= MAX_VOLTS ? volts : undefined;
}

/** Reads two voltages, as in `0..5`. */
export function readVoltRange(word: string): { readonly low: number; readonly high: number } | undefined {
  const dots = word.indexOf('..');
  if (dots < 0) return undefined;
  const low = readVolts(word.slice(0, dots));
  const high = readVolts(word.slice(dots + 2));
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Reads a duration in seconds. */
export function readSpan(word: string): number | undefined {
  const seconds = readNumber(word);
  return seconds !== undefined && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** Returns a reader that accepts one of these words. */
export const oneOf =
  <T extends string>(...accepted: readonly T[]) =>
  (word: string): T | undefined =>
    accepted.find((one) => one === word);
