import { randomInt, timingSafeEqual } from 'node:crypto';
import { createLockouts } from './pairing-lockouts.ts';
import { createRateLimit } from './rate-limit.ts';
import type { ClientFacts, Sessions } from './session-store.ts';

/** A code expires after this time, ms. */
const CODE_LIFETIME_MS = 120_000;
/** Wrong codes of all addresses together: 50 at once, then one in 200 s, 482 in any day. */
const ALL_WRONG_CODES = { burst: 50, perSecond: 1 / 200 };
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
 * Pairs the browsers of users who can see the module: its display shows a six-digit code, which they enter on the page. Wrong codes
 * lock out the address that sends them. A limit for all addresses together keeps the probability that a whole day of guessing succeeds
 * below one in two thousand, however many addresses guess.
 */
export interface Pairing {
  readonly sessions: Sessions;
  /** Shows a new code, or keeps the current one while it is valid. */
  requestCode(address: string): CodeRequestResult;
  /** @param client facts about the client that a player recognises it by */
  enterCode(code: string, address: string, client?: Pick<ClientFacts, 'name' | 'address'>): CodeEntryResult;
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
  const lockouts = createLockouts(nowMs);
  const allWrongCodes = createRateLimit({ ...ALL_WRONG_CODES, nowMs });

  const secondsTo = (ms: number): number => Math.ceil((ms - nowMs()) / 1000);
  const current = () => (shown !== undefined && nowMs() < shown.untilMs ? shown : undefined);

  return {
    sessions,
    requestCode: (address) => {
      const seconds = lockouts.secondsLeft(address);
      if (seconds > 0) return { kind: 'wait', seconds };
      if (current() === undefined) {
        shown = { code: generateCode(), untilMs: nowMs() + CODE_LIFETIME_MS };
        onCode(sentenceOf(shown.code));
      }
      return { kind: 'shown', seconds: secondsTo(current()?.untilMs ?? nowMs()) };
    },
    enterCode: (code, address, client) => {
      const seconds = lockouts.secondsLeft(address);
      if (seconds > 0) return { kind: 'wait', seconds };
      const now = current();
      if (now === undefined) return { kind: 'expired' };
      // Without a token the code is not compared at all: a wrong one must not be told apart from the right one.
      if (!allWrongCodes.take()) return { kind: 'wait', seconds: Math.ceil(allWrongCodes.secondsToNext()) };
      if (!isEqual(code, now.code)) return lockouts.countWrongCode(address);
      allWrongCodes.refund();
      shown = undefined;
      lockouts.reset(address);
      return { kind: 'paired', token: sessions.create(client) };
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
