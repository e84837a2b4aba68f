import { describe, expect, it } from 'vitest';
import { createTimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { createNetworkInput } from '../../../src/families/sinc-nsf/network-input.ts';
import { SINC_NSF } from './test-model.ts';

const input = createNetworkInput(SINC_NSF);

function fill(frame: readonly number[], level: readonly number[]): number[] {
  const into = new Float32Array(input.size);
  input.fill(Float32Array.from(frame), Float32Array.from(level), createTimbreMix(), into);
  return [...into];
}

describe('the network input', () => {
  it('equals values computed by hand', () => {
    const frame = [2 ** -3, 0.25, 4096, 0.5, 1024, 2048, 181.019336];
    const level = [2 ** -3, 2 ** -6, 1, 2 ** -3, 2 ** -3, 2 ** -3, 2 ** -9, 2 ** -3];
    // Octaves of level over RMS, a third each: 0, -3, +3 and -6 octaves.
    const levels = [0, -1, 1, 0, 0, 0, -2, 0];
    const expected = [(-3 + 6) / 3, 1.5, (12 - 11) / 1.5, (0 + 4) / 2, -1, 0, 0, ...levels];
    fill(frame, level).forEach((value, i) => {
      expect(value, `input ${i}`).toBeCloseTo(expected[i], 5);
    });
  });

  it('clamps silence to its floors: 1e-5 for levels, 20 Hz for frequencies', () => {
    const values = fill([0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]);
    expect(values[0]).toBeCloseTo((Math.log2(1e-5) + 6) / 3, 5);
    expect(values[1]).toBeCloseTo(-1, 5);
    expect(values[2]).toBeCloseTo((Math.log2(20) - 11) / 1.5, 5);
    expect(values[3]).toBeCloseTo((Math.log(1e-6 / (1 - 1e-6)) + 4) / 2, 5);
    expect(values.slice(7)).toEqual(new Array(8).fill(0));
  });

  it('has fifteen values', () => {
    expect(input.size).toBe(15);
  });
});
