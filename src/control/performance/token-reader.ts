import { MAX_SECONDS, MAX_VOLTS } from './performance.ts';

/** The words of one line, taken one after the other. */
export interface TokenReader {
  /**
   * Takes the next word.
   *
   * @param expected for the message
   * @param read gives undefined for a word that is not meant
   * @throws what `refuse` makes of it
   */
  take<T>(expected: string, read: (word: string) => T | undefined): T;
  readonly isEmpty: boolean;
  /** Nothing may follow. */
  finish(): void;
}

/** @param refuse told what was expected, and the word found or that there is none */
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

/** A word for a message: short, and harmless to a terminal. */
function quote(word: string): string {
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return `'${shown.replace(/\p{C}/gu, '?')}'`;
}

/** A decimal number, or undefined; -0 is 0. */
export function readNumber(word: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return undefined;
  const value = Number(word);
  return Number.isFinite(value) ? value + 0 : undefined;
}

export function readVolts(word: string): number | undefined {
  const volts = readNumber(word.replace(/V$/i, ''));
  return volts !== undefined && Math.abs(volts) <= MAX_VOLTS ? volts : undefined;
}

/** `0..5`: two voltages. */
export function readVoltRange(word: string): { readonly low: number; readonly high: number } | undefined {
  const dots = word.indexOf('..');
  if (dots < 0) return undefined;
  const low = readVolts(word.slice(0, dots));
  const high = readVolts(word.slice(dots + 2));
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** A length of time, seconds. */
export function readSpan(word: string): number | undefined {
  const seconds = readNumber(word);
  return seconds !== undefined && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** The word itself, if it is this one. */
export const oneOf =
  <T extends string>(...meant: readonly T[]) =>
  (word: string): T | undefined =>
    meant.find((one) => one === word);
