import { describe, expect, it } from 'vitest';
import { createDcBlocker } from '../../../src/voice/dsp/dc-blocker.ts';
import { LIMITER_KNEE, limit } from '../../../src/voice/dsp/limiter.ts';
import { createOutputStage } from '../../../src/voice/dsp/output-stage.ts';
import { distance, rms } from '../../families/sinc-nsf/test-model.ts';

const RATE = 44_100;
const sine = (hz: number, amplitude: number, length = RATE) =>
  Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE));

describe('the limiter', () => {
  it('leaves samples below -1 dBFS bit-identical', () => {
    const quiet = sine(440, 0.891);
    const limited = quiet.slice();
    limit(limited);
    expect(limited).toEqual(quiet);
    expect(LIMITER_KNEE).toBeCloseTo(0.8912509, 7);
  });

  it('never exceeds 1, is monotonic and symmetric', () => {
    const loud = Float32Array.from({ length: 400 }, (_, i) => 0.85 + i / 100);
    const limited = loud.slice();
    const mirrored = loud.map((x) => -x);
    limit(limited);
    limit(mirrored);
    for (let i = 1; i < limited.length; i++) expect(limited[i]).toBeGreaterThanOrEqual(limited[i - 1]);
    expect(Math.max(...limited)).toBeLessThanOrEqual(1);
    expect(limited[20]).toBeGreaterThan(LIMITER_KNEE);
    expect(mirrored).toEqual(limited.map((x) => -x));
  });

  it('has the same slope on both sides of the knee', () => {
    const step = 1e-3;
    const around = Float32Array.from([LIMITER_KNEE - step, LIMITER_KNEE, LIMITER_KNEE + step]);
    limit(around);
    expect(around[2] - around[1]).toBeCloseTo(around[1] - around[0], 5);
  });
});

describe('the DC blocker', () => {
  it('follows its difference equation in any block size', () => {
    const input = sine(60, 0.5, 2048).map((x) => x + 0.3);
    const r = Math.exp((-2 * Math.PI * 5) / RATE);
    let out = 0;
    const direct = Array.from(input, (x, n) => (out = x - (input[n - 1] ?? 0) + r * out));
    const blocker = createDcBlocker({ sampleRate: RATE, cutoffHz: 5 });
    const whole = input.slice();
    for (let n = 0; n < 2048; n += 64) blocker.render(whole.subarray(n, n + 64));
    expect(distance(whole, direct)).toBeLessThan(1e-6);
  });

  it('removes an offset within half a second and passes 30 Hz', () => {
    const blocker = createDcBlocker({ sampleRate: RATE, cutoffHz: 5 });
    const offset = new Float32Array(RATE).fill(0.5);
    blocker.render(offset);
    expect(Math.abs(offset[RATE / 2])).toBeLessThan(1e-6);
    blocker.reset();
    const boom = sine(30, 0.5);
    blocker.render(boom);
    expect(rms(boom.subarray(RATE / 2)) / (0.5 / Math.SQRT2)).toBeGreaterThan(0.98);
  });
});

describe('the output stage', () => {
  it('removes the offset before it limits, so that an offset costs no headroom', () => {
    const stage = createOutputStage({ sampleRate: RATE });
    const raised = sine(200, 0.5, 4 * RATE).map((x) => x + 0.8);
    stage.render(raised);
    const settled = raised.subarray(3 * RATE);
    expect(distance(settled, sine(200, 0.5, 4 * RATE).subarray(3 * RATE))).toBeLessThan(0.02);
  });
});
