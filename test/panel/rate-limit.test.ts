import { describe, expect, it } from 'vitest';
import { createRateLimit, createRateLimits } from '../../src/panel/rate-limit.ts';

describe('a rate limit', () => {
  const bench = (burst: number, perSecond: number) => {
    let ms = 0;
    const options = { burst, perSecond, nowMs: () => ms };
    return {
      options,
      wait: (more: number) => {
        ms += more;
      },
    };
  };

  it('allows a burst, then calls at the refill rate', () => {
    const { options, wait } = bench(3, 10);
    const limit = createRateLimit(options);
    const takes = (n: number) => Array.from({ length: n }, () => limit.take());
    expect(takes(4)).toEqual([true, true, true, false]);
    wait(100);
    expect(takes(2)).toEqual([true, false]);
    wait(99);
    expect(limit.take()).toBe(false);
  });

  it('saves up at most one burst', () => {
    const { options, wait } = bench(2, 10);
    const limit = createRateLimit(options);
    wait(1e9);
    expect([limit.take(), limit.take(), limit.take()]).toEqual([true, true, false]);
  });

  it('counts each caller separately', () => {
    const limits = createRateLimits(bench(1, 1).options);
    expect([limits.take('a'), limits.take('a'), limits.take('b')]).toEqual([true, false, true]);
  });

  it('remembers the thousand latest callers', () => {
    const limits = createRateLimits(bench(1, 1).options);
    limits.take('first');
    limits.take('second');
    limits.take('first');
    for (let n = 0; n < 999; n++) limits.take(`${n}`);
    expect([limits.take('first'), limits.take('second')]).toEqual([false, true]);
  });
});
