import type { Timbre } from '../descriptors/timbre/timbre.ts';
import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { NetworkStream } from './network-stream.ts';

/** Encodes descriptors, level and timbre as the input of a network, hop by hop of one note. */
export interface NetworkInput {
  /** Values a hop. */
  readonly size: number;
  /** Starts a note: nothing sounded before the next hop. */
  reset(): void;
  /**
   * Writes the input of the next hop.
   *
   * @param frame seven descriptors in natural units, of the frame after the hop
   * @param level linear level, one value a sub-frame of the hop
   * @param timbre the mix of timbres at that frame
   * @param into `size` values, overwritten
   */
  fill(frame: Float32Array, level: Float32Array, timbre: TimbreMix, into: Float32Array): void;
}

/**
 * Indices of the numbers that a sub-frame is rendered with: linear level at its end, pitch in Hz at its start, from where it runs straight to the one at its
 * end, and the factor already applied to the pitch, by which fixed partials are multiplied. One array, since V8 allocates each number that passes
 * from function to function.
 */
export const SUBFRAME = { level: 0, f0Start: 1, f0End: 2, ratio: 3 } as const;

/** The numbers of a sub-frame of level 0 and pitch 0, unchanged in pitch. */
export const createSubframe = (): Float64Array => Float64Array.of(0, 0, 0, 1);

/**
 * The sound of one note: network output in, samples out, one sub-frame after the other, so that pitch and level follow a control
 * within a millisecond. Used by one thread.
 */
export interface Synthesis {
  /** Resets to silence and takes the random choices of `seed`: as if nothing had been rendered. */
  reset(seed: number): void;
  /**
   * Renders the next sub-frame.
   *
   * @param y the network's output for the sub-frame, finite
   * @param subframe its numbers, by `SUBFRAME`
   * @param into its samples, overwritten
   */
  render(y: Float32Array, subframe: Float64Array, into: Float32Array): void;
  /** Sets the mix of timbres at the end of the hop that begins with the next sub-frame. */
  setTimbre(mix: TimbreMix): void;
  /** Renders the next sub-frame without the network, at the pitch at its end: the note fades within it, later sub-frames are silent. */
  release(subframe: Float64Array, into: Float32Array): void;
  /** Advances by `samples` of a glide from `f0Start` to `f0End` without rendering; gains and filters keep their state. */
  skip(f0Start: number, f0End: number, samples: number): void;
}

/** The encoders of a model's network and the synthesis of its notes; notes of one synthesizer share tables. Used by one thread. */
export interface Synthesizer {
  createInput(): NetworkInput;
  /** Values of the network's output a hop; of `stream`, where there is one. */
  readonly outputSize: number;
  /** For a network whose run is not one frame. */
  readonly stream?: NetworkStream | undefined;
  /** Sub-frames a hop: level-lane values that a hop takes, and equal parts of the network's output. */
  readonly subframes: number;
  /** Samples by which the output of a synthesis lags behind its input. */
  readonly latencyFrames: number;
  createSynthesis(): Synthesis;
  /** Allocates what the family keeps of a timbre; its first hop does otherwise. */
  prepare?(timbre: Timbre): void;
}
