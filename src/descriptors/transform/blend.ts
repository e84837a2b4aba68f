import type { TimbreMix } from '../timbre/timbre-mix.ts';
import type { DescriptorStats } from './perceptual.ts';
import type { TransientShape } from './transient-shape.ts';

/** The mixture of sets behind a path, before shaping; read from the scrub position on. Reading allocates nothing. */
export interface Blend {
  /** Frames to the end of the longest set in the mixture; may grow while the mixture moves. */
  readonly frames: number;
  /** Moves the start to another scrub position, 0-1. */
  setScrub(scrub: number): void;
  /** Updates the mixture from its controls; called before frame `k` is read. */
  updateMix(k: number): void;
  /** Descriptor number `d` at frame `k`, mixed on the given scale; natural units. */
  value(scale: DescriptorStats, d: number, k: number): number;
  /** Level-lane value `i`, linear RMS. */
  level(rms: DescriptorStats, i: number): number;
  /** Octaves added by `sharpness` at position `i` of a curve with `step` values per frame. */
  shapeAt(curve: keyof TransientShape, i: number, step: number, sharpness: number): number;
  /** Adds the sets' timbres to `into`, weighted by `share` (0-1). */
  addTimbres(share: number, into: TimbreMix): void;
}
