import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contracts/clock.ts';

/**
 * Conformance tests of `src/contracts/clock.ts` for one implementation.
 *
 * @param options.monotonicUs CLOCK_MONOTONIC read another way, for a real-time implementation
 */
export function describeClock(options: { name: string; create: () => Clock; monotonicUs?: () => number }): void {
  const { name, create, monotonicUs } = options;

  describe(`${name} as a clock`, () => {
    it('never goes back', () => {
      const clock = create();
      let last = clock.nowUs();
      for (let i = 0; i < 10_000; i++) {
        const now = clock.nowUs();
        expect(now >= last).toBe(true);
        last = now;
      }
    });

    it.skipIf(monotonicUs === undefined)('reads between two readings of CLOCK_MONOTONIC', () => {
      const clock = create();
      const errorsUs = Array.from({ length: 200 }, () => {
        const before = monotonicUs?.() ?? 0;
        const now = clock.nowUs();
        const after = monotonicUs?.() ?? 0;
        return Math.max(before - now, now - after);
      });
      expect(Math.max(...errorsUs)).toBeLessThanOrEqual(20); // however long each reading took
    });
  });
}
