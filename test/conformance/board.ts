import { describe, expect, it } from 'vitest';
import type { BoardHealth } from '../../src/contracts/board-health.ts';
import type { ThreadControl } from '../../src/contracts/thread-control.ts';

/** Conformance tests of `src/contracts/board-health.ts` for one implementation. */
export function describeBoardHealth(options: { name: string; create: () => BoardHealth }): void {
  describe(`${options.name} as board health`, () => {
    it('reads plausible values, or null for unknown ones', async () => {
      const { cpuTemperatureC, acceleratorTemperatureC, power } = await options.create().read();
      for (const celsius of [cpuTemperatureC, acceleratorTemperatureC]) {
        if (celsius === null) continue;
        expect(celsius).not.toBe(0);
        expect(celsius).toBeGreaterThan(-40);
        expect(celsius).toBeLessThan(150);
      }
      if (power !== null) {
        expect(power.watts).toBeGreaterThan(0);
        expect(power.meter).not.toBe('');
      }
    });
  });
}

/** Conformance tests of `src/contracts/thread-control.ts` for one implementation. */
export function describeThreadControl(options: { name: string; create: () => ThreadControl }): void {
  describe(`${options.name} as thread control`, () => {
    it('reports increasing CPU time, or null throughout', () => {
      const thread = options.create();
      const first = thread.cpuTimeUs();
      let work = 0;
      for (let i = 0; i < 1e6; i++) work += Math.sqrt(i);
      expect(work).toBeGreaterThan(0);
      const second = thread.cpuTimeUs();
      if (first === null) expect(second).toBeNull();
      else expect(second).toBeGreaterThan(first);
    });
  });
}
