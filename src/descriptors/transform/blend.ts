import type { TimbreMix } from '../timbre/timbre-mix.ts';
import type { DescriptorStats } from './perceptual.ts';
import type { TransientShape } from './transient-shape.ts';

/** What a path plays before it is shaped: sets mixed, read from where the scrub starts. Reading allocates nothing. */
export interface Blend {
  /** To the end of the longest set that takes part; a mixture that moves may make it longer. */
  readonly frames: number;
  /** Starts at another scrub position, 0-1. */
  setScrub(scrub: number): void;
  /** Looks at what moves the mixture, before frame `k` is read. */
  updateMix(k: number): void;
  /** Descriptor number `d`, on the given scale, at frame `k`; natural units. */
  value(scale: DescriptorStats, d: number, k: number): number;
  /** Level-lane value `i`, linear RMS. */
  level(rms: DescriptorStats, i: number): number;
  /** Octaves that a sharpness other than 0 adds at position `i` of a curve that has `step` values a frame. */
  shapeAt(curve: keyof TransientShape, i: number, step: number, sharpness: number): number;
  /** Adds the sets' timbres to `into`, with `share` (0-1) of the whole. */
  addTimbres(share: number, into: TimbreMix): void;
}
