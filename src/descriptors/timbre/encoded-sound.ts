import type { LatentAxes } from './latent-axes.ts';

/** A sound as the encoder of one model describes it: a row of values for each hop of the model. Immutable, and sent between threads. */
export interface EncodedSound {
  /** Checksum of the encoder that made it: only its own model reads it. */
  readonly encoder: string;
  /** Values a row. */
  readonly size: number;
  /** `size` values a row; row `m` describes the sound from `m` hops on. */
  readonly rows: Float32Array;
  /** How the rows of a bank vary; absent where none was measured. */
  readonly space?: EncodedSpace | undefined;
}

/** How the rows of many sounds vary, in standard deviations of each value. */
export interface EncodedSpace {
  /** `size` rows of as many values as there are descriptors: what independent unit walks add to a row, so that it moves as the rows do. */
  readonly walk: Float32Array;
  /** `size` rows, one value a descriptor: what a deviation of that descriptor adds to a row. */
  readonly response: Float32Array;
  /** The principal axes of the rows. */
  readonly axes: LatentAxes;
  /** Correlation of each descriptor with its prediction from the rows, on sounds that were held out. */
  readonly correlation: Float32Array;
}
