import type { TimbreMix } from './timbre/timbre-mix.ts';

/** The descriptors of one note, frame by frame: after interpolation, scrub, shaping and random walk. */
export interface DescriptorPath {
  readonly frames: number;
  /** The seven descriptors of frame `k` in natural units, in the order of `DESCRIPTORS`; `k` is clamped to the path. */
  readFrame(k: number, into: Float32Array): void;
  /** The eight level-lane values (linear RMS, 32 samples each) of block `block`; past the end the last block's. */
  readLevel(block: number, into: Float32Array): void;
  /** Adds the path's timbre at frame `k` to `into`, weighted by `share` (0-1). A path without this method plays the mean timbre. */
  readTimbre?(k: number, share: number, into: TimbreMix): void;
}

/** A path that starts at a scrub position. */
export interface ScrubbedPath extends DescriptorPath {
  /** Moves the start to another scrub position, 0-1. Allocates nothing, so that retriggers and knob moves make no garbage. */
  setScrub(scrub: number): void;
}
