import { describe, expect, it } from 'vitest';
import { COLOUR_SIZE, type Timbre } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { createTimbreInput, type TimbreEncoder } from '../../../src/families/sinc-nsf/timbre-input.ts';
import { MODAL_PARAMETERS } from './test-model.ts';

/** The first code value is a tenth of the first band plus one, the second is zero. */
const encoder: TimbreEncoder = {
  code: 2,
  weight: Array.from({ length: 2 * COLOUR_SIZE }, (_, i) => (i === 0 ? 0.1 : 0)),
  bias: [1, 0],
};
const input = createTimbreInput(encoder, MODAL_PARAMETERS.modes);

const bright: Timbre = {
  hz: Float32Array.of(60, 15_000),
  share: Float32Array.of(0.25, 2 ** -13),
  colour: new Float32Array(COLOUR_SIZE).fill(-30),
};

function fill(parts: readonly (readonly [Timbre | undefined, number])[]): number[] {
  const mix = createTimbreMix();
  for (const [timbre, share] of parts) mix.add(timbre, share);
  const into = new Float32Array(input.size + 1).fill(9);
  input.fill(mix, into, 1);
  expect(into[0]).toBe(9);
  return [...into.subarray(1)];
}

describe('the timbre input', () => {
  it('is the code, then the energy of each modal band: 0 for 12 octaves below the whole, 3 for the whole', () => {
    const values = fill([[bright, 1]]);
    expect(values).toHaveLength(2 + 16);
    expect(values[0]).toBeCloseTo(2 * Math.tanh(-1), 6);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo((12 - 2) / 4, 6);
    expect(values.slice(3)).toEqual(new Array(15).fill(0));
  });

  it('is zero for a set without a timbre', () => {
    expect(fill([[undefined, 1]])).toEqual(new Array(18).fill(0));
  });

  it('is halved at half the share', () => {
    const half = fill([[bright, 0.5]]);
    expect(half[0]).toBeCloseTo(Math.tanh(-1), 6);
    expect(half[2]).toBeCloseTo((12 - 3) / 4, 6);
  });
});
