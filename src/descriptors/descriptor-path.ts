import type { TimbreMix } from './timbre/timbre-mix.ts';

/** What the voice reads, frame by frame: descriptors after interpolation, scrub, shaping and walk. */
export interface DescriptorPath {
  readonly frames: number;
  /** The seven descriptors of frame `k` in natural units, in the order of `DESCRIPTORS`; `k` is clamped to the path. */
  readFrame(k: number, into: Float32Array): void;
  /** The eight level-lane values (linear RMS, 32 samples each) of block `block`; past the end the last block's. */
  readLevel(block: number, into: Float32Array): void;
  /** Adds the path's timbre at frame `k` to `into`, with `share` (0-1) of the whole. A path without one has the mean timbre. */
  readTimbre?(k: number, share: number, into: TimbreMix): void;
}

/** A path that starts where a scrub says. */
export interface ScrubbedPath extends DescriptorPath {
  /** Starts elsewhere, 0-1, instead: what is played again, or while a knob is turned, makes no garbage. */
  setScrub(scrub: number): void;
}
