import { describe, expect, it } from 'vitest';
import { openProbe } from '../../src/engine/probe.ts';

describe('a probe', () => {
  it('finds the first loud sample after it was armed, and the time at which it is handed to the sink', () => {
    const probe = openProbe(new SharedArrayBuffer(32));
    const period = new Float32Array(64);
    probe.scan(period.fill(1), 1000, 44_100);
    expect(probe.foundUs()).toBeUndefined();
    probe.arm(0.1);
    probe.scan(period.fill(0.05), 2000, 44_100);
    expect(probe.foundUs()).toBeUndefined();
    period[11] = -0.2;
    probe.scan(period, 3000, 44_100);
    expect(probe.foundUs()).toBeCloseTo(3000 + (11 * 1e6) / 44_100, 6);
    probe.scan(period, 4000, 44_100);
    expect(probe.foundUs()).toBeLessThan(4000);
  });
});
