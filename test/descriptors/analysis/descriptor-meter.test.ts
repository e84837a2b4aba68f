import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/descriptors/analysis/analyse.ts';
import { createDescriptorMeter } from '../../../src/descriptors/analysis/descriptor-meter.ts';
import { DEFAULT_ANALYSIS, DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';

const meter = createDescriptorMeter(44_100);

/** A falling, noisy tone. */
function fallingTone(length: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length }, (_, n) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = seed / 2 ** 31 - 1;
    return Math.exp(-n / 20_000) * (0.4 * Math.sin(n / 11) + 0.2 * Math.sin(n / 4) + 0.02 * noise);
  });
}

describe('descriptor meter', () => {
  it('agrees with the analysis of the whole sound at the same time', () => {
    const sound = fallingTone(16_384);
    const whole = analyse(sound, { ...DEFAULT_ANALYSIS, hop: 256 });
    // The centre of the measurement is 1024 samples before the end.
    const frame = 40;
    const moment = meter.measure(sound.subarray(0, 256 * frame + 1024));
    for (const name of DESCRIPTORS) {
      const found = moment[name] ?? Number.NaN;
      expect(Math.abs(found / whole.curves[name][frame] - 1), name).toBeLessThan(1e-3);
    }
  });

  it('returns only loudness in silence, and no pitch in noise', () => {
    expect(meter.measure(new Float32Array(meter.length))).toEqual({ rms: 0 });
    let seed = 7;
    const noise = Float32Array.from({ length: meter.length }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return 0.3 * (seed / 2 ** 31 - 1);
    });
    const moment = meter.measure(noise);
    expect(moment.f0).toBeUndefined();
    expect(moment.flatness).toBeGreaterThan(0.3);
  });
});
