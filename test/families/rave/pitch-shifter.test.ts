import { describe, expect, it } from 'vitest';
import { createPitchShifter } from '../../../src/families/rave/pitch-shifter.ts';
import { steepest } from '../../voice/playing.ts';
import { rms } from '../sinc-nsf/test-model.ts';

const LENGTH = 32;

/** A sine through the shifter, sub-frame by sub-frame. */
function shifted(hz: number, ratio: number | ((n: number) => number), samples = 44_096): Float32Array {
  const shifter = createPitchShifter();
  shifter.reset();
  const sound = new Float32Array(samples);
  const from = new Float32Array(LENGTH);
  for (let at = 0; at < samples; at += LENGTH) {
    for (let n = 0; n < LENGTH; n++) from[n] = 0.5 * Math.sin((2 * Math.PI * hz * (at + n)) / 44_100);
    shifter.render(from, typeof ratio === 'number' ? ratio : ratio(at), sound.subarray(at, at + LENGTH));
  }
  return sound;
}

/** The sine's frequency by its rising crossings of zero. */
function pitchOf(samples: Float32Array): number {
  const rising = samples.reduce<number[]>((found, x, n) => {
    const before = samples[n - 1] ?? 0;
    if (n > 0 && before < 0 && x >= 0) found.push(n - x / (x - before));
    return found;
  }, []);
  return (44_100 * (rising.length - 1)) / ((rising.at(-1) ?? 0) - (rising[0] ?? 0));
}

describe('the pitch shifter', () => {
  it('passes a sound at ratio 1 as it is', () => {
    const sound = shifted(441, 1, 3200);
    expect(sound).toEqual(Float32Array.from(sound, (_, n) => 0.5 * Math.sin((2 * Math.PI * 441 * n) / 44_100)));
  });

  it.each([0.25, 0.5, 0.84, 1.06, 1.5, 2, 4])(
    'plays a sine at %f of its pitch, as loud and without a click',
    (ratio) => {
      const sound = shifted(330, ratio).subarray(3000);
      expect(pitchOf(sound) / (330 * ratio)).toBeCloseTo(1, 2);
      expect(rms(sound)).toBeGreaterThan(0.3);
      expect(rms(sound)).toBeLessThan(0.36);
      expect(steepest(sound)).toBeLessThan(1.25 * 0.5 * ((2 * Math.PI * 330 * ratio) / 44_100));
    },
  );

  it('glides and returns without a click', () => {
    const sound = shifted(330, (n) => (n < 8000 ? 1 : n < 20_000 ? 2 ** ((n - 8000) / 12_000) : 1));
    expect(steepest(sound)).toBeLessThan(1.25 * 0.5 * ((2 * Math.PI * 660) / 44_100));
  });
});
