import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Sessions } from './session-store.ts';

/** A code is good for this long, ms. */
const CODE_MS = 120_000;
/** So many wrong codes, then nobody is let in for a while. */
const TRIES = 5;
/** The first wait, ms; each further one is twice as long, up to 16 times. A page that gets in ends that. */
const WAIT_MS = 60_000;
const MOST_WAITS = 16;
const DIGITS = 6;

/** What came of asking for a code. */
export type CodeRequestResult =
  | { readonly kind: 'shown'; readonly seconds: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** What came of a code that was typed in. */
export type CodeEntryResult =
  | { readonly kind: 'paired'; readonly token: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'wait'; readonly seconds: number };

/**
 * Lets in pages of people who can see the module: its display shows a code of six digits, which is typed into the page. At five
 * tries a wait, a stranger who keeps at it for a day has a chance of one in two thousand.
 */
export interface Pairing {
  readonly sessions: Sessions;
  /** Shows a code, or the one that is shown already. */
  requestCode(): CodeRequestResult;
  enterCode(code: string): CodeEntryResult;
  /** For the display, while a code is good. */
  message(): string | undefined;
}

export interface PairingOptions {
  readonly sessions: Sessions;
  /** Hears of each new code as a sentence, for terminals. */
  readonly onCode?: ((sentence: string) => void) | undefined;
  /** Milliseconds that never run backwards; default: this process's. */
  readonly nowMs?: (() => number) | undefined;
  /** Default: six random digits. */
  readonly generateCode?: (() => string) | undefined;
}

export function createPairing(options: PairingOptions): Pairing {
  const {
    sessions,
    onCode = () => undefined,
    nowMs = () => performance.now(),
    generateCode: drawCode = randomCode,
  } = options;
  let shown: { readonly code: string; readonly untilMs: number } | undefined;
  let wrong = 0;
  let waitUntilMs = Number.NEGATIVE_INFINITY;

  const secondsTo = (ms: number): number => Math.ceil((ms - nowMs()) / 1000);
  const current = () => (shown !== undefined && nowMs() < shown.untilMs ? shown : undefined);
  const isWaiting = (): boolean => nowMs() < waitUntilMs;

  function refuse(): CodeEntryResult {
    wrong++;
    const triesLeft = (TRIES - (wrong % TRIES)) % TRIES;
    if (triesLeft > 0) return { kind: 'wrong', triesLeft };
    shown = undefined;
    waitUntilMs = nowMs() + WAIT_MS * Math.min(2 ** (wrong / TRIES - 1), MOST_WAITS);
    return { kind: 'wait', seconds: secondsTo(waitUntilMs) };
  }

  return {
    sessions,
    requestCode: () => {
      if (isWaiting()) return { kind: 'wait', seconds: secondsTo(waitUntilMs) };
      if (current() === undefined) {
        shown = { code: drawCode(), untilMs: nowMs() + CODE_MS };
        onCode(sentenceOf(shown.code));
      }
      return { kind: 'shown', seconds: secondsTo(current()?.untilMs ?? nowMs()) };
    },
    enterCode: (code) => {
      if (isWaiting()) return { kind: 'wait', seconds: secondsTo(waitUntilMs) };
      const now = current();
      if (now === undefined) return { kind: 'expired' };
      if (!isSame(code, now.code)) return refuse();
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

/** In the same time for every code: how long the answer takes says nothing. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const sentenceOf = (code: string): string => `code for a new page: ${code.slice(0, 3)}-${code.slice(3)}`;
