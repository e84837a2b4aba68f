export interface RateLimitOptions {
  /** Calls allowed at once. */
  readonly burst: number;
  /** Calls allowed per second in the long run. */
  readonly perSecond: number;
  /** A monotonic clock, ms; default: this process's. */
  readonly nowMs?: (() => number) | undefined;
}

/** A token bucket: each call takes a token, and tokens are refilled at a steady rate. */
export interface RateLimit {
  /** Takes a token; false when there is none. */
  take(): boolean;
  /** Returns a token that was not used. */
  refund(): void;
  /** Time until the next token, s; 0 when there is one. */
  secondsToNext(): number;
}

/** A token bucket that is full at first. */
export function createRateLimit({ burst, perSecond, nowMs = () => performance.now() }: RateLimitOptions): RateLimit {
  let tokens = burst;
  let lastMs = nowMs();

  function refill(): void {
    const now = nowMs();
    tokens = Math.min(tokens + ((now - lastMs) * perSecond) / 1000, burst);
    lastMs = now;
  }

  return {
    take: () => {
      refill();
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
    refund: () => {
      tokens = Math.min(tokens + 1, burst);
    },
    secondsToNext: () => {
      refill();
      return Math.max(0, 1 - tokens) / perSecond;
    },
  };
}

/** With more callers than this, the one that has not called for longest is forgotten. */
const MAX_CALLERS = 1000;

/** One token bucket per caller. A caller that was forgotten starts again with a full bucket. */
export function createRateLimits(options: RateLimitOptions): { take(caller: string): boolean } {
  const limits = new Map<string, RateLimit>();
  return {
    take: (caller) => {
      const limit = limits.get(caller) ?? createRateLimit(options);
      // A Map iterates in insertion order: reinserting moves the caller to the end.
      limits.delete(caller);
      limits.set(caller, limit);
      if (limits.size > MAX_CALLERS) for (const oldest of [...limits.keys()].slice(0, 1)) limits.delete(oldest);
      return limit.take();
    },
  };
}
