import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { coloursOf, pointsOfFrames } from '../../src/descriptors/timbre/moving-analysis.ts';
import { quantiseMoving } from '../../src/descriptors/timbre/moving-bytes.ts';
import type { MovingTimbre, Track } from '../../src/descriptors/timbre/moving-timbre.ts';
import { COLOUR_SIZE, type Timbre } from '../../src/descriptors/timbre/timbre.ts';

/** A partial from grid point `first` on that falls by 0.3 dB a point; `cents` a point, 0: steady. */
export function madeTrack(first: number, length: number, hz: number, cents = 0): Track {
  return {
    first,
    phase: (0.375 * first) % 1,
    hz: Float32Array.from({ length: cents === 0 ? 1 : length }, (_, n) => hz * 2 ** ((cents * n) / 1200)),
    ratio: Float32Array.from({ length }, (_, n) => 10 ** (-0.015 * (n % 100))),
  };
}

/** A moving timbre with these tracks, exact numbers that a bank rounds. */
export function madeMoving(points: number, tracks: readonly Track[]): MovingTimbre {
  const rows = coloursOf(points);
  const natural = [0.2, 0.05, 3000, 0.01, 1500, 1200, 110];
  return {
    points,
    tracks,
    harmonicity: Float32Array.from({ length: points }, (_, n) => (n % 10) / 10),
    colour: Float32Array.from({ length: rows * 24 }, (_, n) => -((n * 7) % 60)),
    own: Float32Array.from({ length: rows * DESCRIPTORS.length }, (_, n) => natural[n % DESCRIPTORS.length]),
  };
}

/** The set with a timbre of a steady and a gliding partial, as a bank holds it. */
export function withMoving<T extends DescriptorSet>(
  set: T,
): T & { readonly timbre: Timbre & { moving: MovingTimbre } } {
  const points = pointsOfFrames(set.frames);
  const tracks = [madeTrack(0, points, 440), madeTrack(1, points - 1, 1000, 7)];
  const moving = quantiseMoving(madeMoving(points, tracks));
  const colour = new Float32Array(COLOUR_SIZE).fill(-12);
  return { ...set, timbre: { hz: Float32Array.of(440), share: Float32Array.of(0.5), colour, moving } };
}
