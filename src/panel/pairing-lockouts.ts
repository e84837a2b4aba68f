/** Wrong codes of an address before it is locked out for a while. */
const MAX_TRIES = 5;
/** The first lockout, ms. Each further one is twice as long, up to 64 times; a successful pairing of the address resets it. */
const LOCKOUT_MS = 60_000;
const MAX_LOCKOUT_FACTOR = 64;
/** With more addresses than this, the one whose last wrong code is oldest is forgotten. */
const MAX_ADDRESSES = 1000;

/** Result of a wrong code. */
export type WrongCodeResult =
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Wrong codes counted for each address: an address locks out itself alone. */
export interface Lockouts {
  /** 0 when the address is not locked out. */
  secondsLeft(address: string): number;
  countWrongCode(address: string): WrongCodeResult;
  reset(address: string): void;
}

/** @param nowMs a monotonic clock, ms */
export function createLockouts(nowMs: () => number): Lockouts {
  const counts = new Map<string, { readonly wrong: number; readonly untilMs: number }>();

  const secondsLeft = (address: string): number =>
    Math.max(0, Math.ceil(((counts.get(address)?.untilMs ?? nowMs()) - nowMs()) / 1000));

  return {
    secondsLeft,
    countWrongCode: (address) => {
      const wrong = (counts.get(address)?.wrong ?? 0) + 1;
      const triesLeft = (MAX_TRIES - (wrong % MAX_TRIES)) % MAX_TRIES;
      const lockoutMs = LOCKOUT_MS * Math.min(2 ** (wrong / MAX_TRIES - 1), MAX_LOCKOUT_FACTOR);
      // A Map iterates in insertion order: reinserting moves the address to the end.
      counts.delete(address);
      counts.set(address, { wrong, untilMs: triesLeft > 0 ? nowMs() : nowMs() + lockoutMs });
      if (counts.size > MAX_ADDRESSES) for (const oldest of [...counts.keys()].slice(0, 1)) counts.delete(oldest);
      return triesLeft > 0 ? { kind: 'wrong', triesLeft } : { kind: 'wait', seconds: secondsLeft(address) };
    },
    reset: (address) => void counts.delete(address),
  };
}
