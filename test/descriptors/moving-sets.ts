import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { MOVING_HOP } from '../../src/descriptors/timbre/moving-analysis.ts';
import { COLOUR_SIZE } from '../../src/descriptors/timbre/timbre.ts';
import { impactSet } from './sample-sets.ts';

/** One partial from and to a time in seconds; its frequency may depend on the time. */
export interface Partial {
  readonly hz: number | ((seconds: number) => number);
  readonly ratio?: number;
  readonly from?: number;
  readonly to?: number;
}

export interface MovingSetOptions {
  readonly seconds?: number;
  readonly harmonicity?: number;
  /** Level-lane values at a time; default 0.2 throughout. */
  readonly level?: (seconds: number) => number;
}

/** A set with a steady level and these partials, on the grid of a moving timbre. */
export function movingSet(partials: readonly Partial[], options: MovingSetOptions = {}): DescriptorSet {
  const { seconds = 2, harmonicity = 0, level = () => 0.2 } = options;
  const frames = Math.round((seconds * 44_100) / 256);
  const points = 1 + Math.floor((frames - 1) / 2);
  const colours = 1 + Math.floor((points - 1) / 2);
  const timeOf = (point: number): number => (point * MOVING_HOP) / 44_100;
  const pointOf = (time: number): number => Math.round((time * 44_100) / MOVING_HOP);
  const set = impactSet({ frames, onset: 0, peak: 1, decay: 0, loudness: 0.2 });
  const tracks = partials.map(({ hz, ratio = 1, from = 0, to = seconds }, i) => {
    const first = pointOf(from);
    const length = Math.min(pointOf(to), points) - first;
    return {
      first,
      phase: (0.618 * i) % 1,
      hz: typeof hz === 'number' ? Float32Array.of(hz) : Float32Array.from({ length }, (_, n) => hz(timeOf(first + n))),
      ratio: new Float32Array(length).fill(ratio),
    };
  });
  return {
    ...set,
    level: Float32Array.from({ length: 8 * frames }, (_, i) => level((32 * (i + 1)) / 44_100)),
    timbre: {
      hz: new Float32Array(0),
      share: new Float32Array(0),
      colour: new Float32Array(COLOUR_SIZE),
      moving: {
        points,
        tracks,
        harmonicity: new Float32Array(points).fill(harmonicity),
        colour: new Float32Array(24 * colours).fill(-20),
        own: new Float32Array(7 * colours).fill(0.1),
      },
    },
  };
}
