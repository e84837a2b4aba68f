import type { TimbreMix } from '../timbre/timbre-mix.ts';
import type { DescriptorStats } from './perceptual.ts';
import type { TransientShape } from './transient-shape.ts';

/**
 * The mixture of sets behind a path, before shaping; read from the scrub position on. Reading allocates nothing: values go into arrays, since V8
 * allocates each number that passes from function to function.
 */
export interface Blend {
  /** Frames to the end of the longest set in the mixture; may grow while the mixture moves. */
  readonly frames: number;
  /** Moves the start to another scrub position, 0-1. */
  setScrub(scrub: number): void;
  /** Updates the mixture from its controls; called before frame `k` is read. */
  updateMix(k: number): void;
  /** Writes the descriptors of frame `k`, each mixed on its scale; natural units. */
  readFrame(scales: readonly DescriptorStats[], k: number, into: Float64Array): void;
  /** Writes the level-lane values of block `k`, linear RMS, each mixed on its scale. */
  readLevels(scales: readonly DescriptorStats[], k: number, into: Float64Array): void;
  /** Adds to `into`, from `at` on, the octaves by which `sharpness[0]` moves the values of frame `k` on a curve with `step` values per frame. */
  addShape(
    curve: keyof TransientShape,
    step: number,
    k: number,
    sharpness: Float64Array,
    into: Float64Array,
    at: number,
  ): void;
  /** Adds the sets' timbres to `into`, weighted by `share` (0-1). */
  addTimbres(share: number, into: TimbreMix): void;
}
