import { describe, expect, it } from 'vitest';
import { COLOUR_SIZE, type Timbre } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix, MAX_MIXED_TIMBRES } from '../../../src/descriptors/timbre/timbre-mix.ts';

const timbre = (hz: number): Timbre => ({
  hz: Float32Array.of(hz),
  share: Float32Array.of(0.5),
  colour: new Float32Array(COLOUR_SIZE),
});

describe('TimbreMix', () => {
  it('adds up the shares of the same timbre', () => {
    const [mix, bell] = [createTimbreMix(), timbre(440)];
    mix.add(bell, 0.25);
    mix.add(timbre(100), 0.5);
    mix.add(bell, 0.25);
    expect(mix.shares[mix.timbres.indexOf(bell)]).toBe(0.5);
    expect(mix.timbres.filter((one) => one !== undefined)).toHaveLength(2);
  });

  it('ignores undefined timbres and zero shares, and drops timbres above the maximum', () => {
    const mix = createTimbreMix();
    mix.add(undefined, 1);
    mix.add(timbre(1), 0);
    mix.add(timbre(2), Number.NaN);
    expect(mix.timbres.every((one) => one === undefined)).toBe(true);
    for (let i = 0; i < MAX_MIXED_TIMBRES + 1; i++) mix.add(timbre(i), 0.1);
    expect(mix.shares.reduce((sum, share) => sum + share)).toBeCloseTo(0.1 * MAX_MIXED_TIMBRES);
  });

  it('has each timbre at its place in the sound: where the path starts in it, and how far the path is', () => {
    const [mix, bell, drum] = [createTimbreMix(), timbre(440), timbre(60)];
    mix.clear(7.5, 2, 0.25);
    mix.add(bell, 0.5, 100);
    mix.add(drum, 0.5);
    expect([...mix.places.subarray(0, 2)]).toEqual([107.5, 7.5]);
    expect([...mix.nexts.subarray(0, 2)]).toEqual([102, 2]);
    expect(mix.fade).toBe(0.25);
  });

  it('is empty after clear', () => {
    const mix = createTimbreMix();
    mix.add(timbre(1), 1);
    mix.transpose = 2;
    mix.clear();
    expect([mix.timbres[0], mix.shares[0], mix.transpose]).toEqual([undefined, 0, 0]);
  });
});
