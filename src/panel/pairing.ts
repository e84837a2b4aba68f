import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Sessions } from './session-store.ts';

/** A code expires after this time, ms. */
const CODE_LIFETIME_MS = 120_000;
/** Wrong codes before pairing is locked for a while. */
const MAX_TRIES = 5;
/** The first lockout, ms. Each further one is twice as long, up to 16 times; a successful pairing resets it. */
const LOCKOUT_MS = 60_000;
const MAX_LOCKOUT_FACTOR = 16;
const DIGITS = 6;

/** Result of a request for a code. */
export type CodeRequestResult =
  | { readonly kind: 'shown'; readonly seconds: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Result of entering a code. */
export type CodeEntryResult =
  | { readonly kind: 'paired'; readonly token: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'wait'; readonly seconds: number };

/**
 * Pairs the browsers of users who can see the module: its display shows a six-digit code, which they enter on the page. With five
 * tries per lockout, guessing for a whole day succeeds with a probability of one in two thousand.
 */
export interface Pairing {
  readonly sessions: Sessions;
  /** Shows a new code, or keeps the current one while it is valid. */
  requestCode(): CodeRequestResult;
  enterCode(code: string): CodeEntryResult;
  /** The text for the display, while a code is valid. */
  message(): string | undefined;
}

export interface PairingOptions {
  readonly sessions: Sessions;
  /** Called with each new code as a sentence, for terminals. */
  readonly onCode?: ((sentence: string) => void) | undefined;
  /** A monotonic clock, ms; default: this process's. */
  readonly nowMs?: (() => number) | undefined;
  /** Default: six random digits. */
  readonly generateCode?: (() => string) | undefined;
}

export function createPairing(options: PairingOptions): Pairing {
  const { sessions, onCode = () => undefined, nowMs = () => performance.now(), generateCode = randomCode } = options;
  let shown: { readonly code: string; readonly untilMs: number } | undefined;
  let wrong = 0;
  let lockedUntilMs = Number.NEGATIVE_INFINITY;

  const secondsTo = (ms: number): number => Math.ceil((ms - nowMs()) / 1000);
  const current = () => (shown !== undefined && nowMs() < shown.untilMs ? shown : undefined);
  const isLocked = (): boolean => nowMs() < lockedUntilMs;

  function countWrongCode(): CodeEntryResult {
    wrong++;
    const triesLeft = (MAX_TRIES - (wrong % MAX_TRIES)) % MAX_TRIES;
    if (triesLeft > 0) return { kind: 'wrong', triesLeft };
    shown = undefined;
    lockedUntilMs = nowMs() + LOCKOUT_MS * Math.min(2 ** (wrong / MAX_TRIES - 1), MAX_LOCKOUT_FACTOR);
    return { kind: 'wait', seconds: secondsTo(lockedUntilMs) };
  }

  return {
    sessions,
    requestCode: () => {
      if (isLocked()) return { kind: 'wait', seconds: secondsTo(lockedUntilMs) };
      if (current() === undefined) {
        shown = { code: generateCode(), untilMs: nowMs() + CODE_LIFETIME_MS };
        onCode(sentenceOf(shown.code));
      }
      return { kind: 'shown', seconds: secondsTo(current()?.untilMs ?? nowMs()) };
    },
    enterCode: (code) => {
      if (isLocked()) return { kind: 'wait', seconds: secondsTo(lockedUntilMs) };
      const now = current();
      if (now === undefined) return { kind: 'expired' };
      if (!isEqual(code, now.code)) return countWrongCode();
      shown = undefined;
      wrong = 0;
      return { kind: 'paired', token: sessions.create() };
    },
    message: () => {
      const now = current();
      return now === undefined ? undefined : sentenceOf(now.code);
    },
  };
}

function randomCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** Compares in constant time, so that the response time reveals nothing about the code. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const sentenceOf = (code: string): string => `pairing code: ${code.slice(0, 3)}-${code.slice(3)}`;
