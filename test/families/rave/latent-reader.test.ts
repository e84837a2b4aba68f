import { describe, expect, it } from 'vitest';
import { createLatentSpaces } from '../../../src/app/latent-spaces.ts';
import type { EncodedSpace } from '../../../src/descriptors/timbre/encoded-sound.ts';
import { LATENT_AXES } from '../../../src/descriptors/timbre/latent-axes.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { encodedSet, encoderOf, loadTiny, ringing } from './tiny-rave.ts';

describe('the latents of a bank by a model of the family rave', () => {
  it('lie where the axes of its encoded sets say; a set that has not been encoded has no place', async () => {
    const model = await loadTiny();
    const plain = [110, 220, 440, 880, 1760].map((hz) =>
      impactSet({ name: `${hz}`, frames: 60, onset: 0, peak: 2, decay: 0.02 }),
    );
    const encoded = await Promise.all(
      plain.map((set) => encodedSet(model, set, ringing(Number(set.name), { samples: 60 * 256 }))),
    );
    const space = encoderOf(model).measureSpace?.(
      encoded.flatMap((set) => (set.timbre?.encoded === undefined ? [] : [{ set, encoded: set.timbre.encoded }])),
    );
    let known: EncodedSpace | undefined;
    const spaces = createLatentSpaces({
      modelOf: (name) => (name === 'tiny' ? model : undefined),
      encoderOf: () => ({
        get space() {
          return known;
        },
        encoded: (set) => encoded[plain.indexOf(set)],
      }),
      bank: plain,
    });
    expect([spaces('other'), spaces('tiny')]).toEqual([undefined, undefined]);
    known = space;
    const found = spaces('tiny');
    expect(found?.axes).toBe(space?.axes);
    expect(spaces('tiny')).toBe(found);
    const places = plain.map((set) => found?.placeOf(set));
    for (const place of places) expect(place).toHaveLength(LATENT_AXES);
    const first = places.map((place) => place?.[0] ?? 0);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(0.5);
    // The places of sets of equal length lie around the middle of the bank.
    expect(Math.abs(first.reduce((sum, x) => sum + x / first.length, 0))).toBeLessThan(0.5);
    expect(found?.placeOf(impactSet({ name: 'new' }))).toBeUndefined();
  });
});
