export interface RateLimitOptions {
  /** How many may come at once. */
  readonly burst: number;
  /** How many a second, for good. */
  readonly perSecond: number;
  /** Milliseconds that never run backwards; default: this process's. */
  readonly nowMs?: (() => number) | undefined;
}

/** A bucket of tokens: each thing that comes takes one, and they come back at a steady rate. */
export interface RateLimit {
  /** Whether one more may come now. */
  take(): boolean;
}

/** A bucket that is full at first. */
export function createRateLimit({ burst, perSecond, nowMs = () => performance.now() }: RateLimitOptions): RateLimit {
  let tokens = burst;
  let lastMs = nowMs();
  return {
    take: () => {
      const now = nowMs();
      tokens = Math.min(tokens + ((now - lastMs) * perSecond) / 1000, burst);
      lastMs = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}

/** Callers beyond this many share the place of who has not called for longest. */
const MOST_CALLERS = 1000;

/** A bucket for each caller; whoever is forgotten, because many others called since, begins with a full one. */
export function createRateLimits(options: RateLimitOptions): { take(caller: string): boolean } {
  const limits = new Map<string, RateLimit>();
  return {
    take: (caller) => {
      const limit = limits.get(caller) ?? createRateLimit(options);
      // A Map gives back in the order of insertion: the last caller goes to its end.
      limits.delete(caller);
      limits.set(caller, limit);
      if (limits.size > MOST_CALLERS) for (const oldest of [...limits.keys()].slice(0, 1)) limits.delete(oldest);
      return limit.take();
    },
  };
}
