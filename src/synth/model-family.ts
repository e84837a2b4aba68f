import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** What a voice needs of a model's manifest. */
export interface VoiceModel extends BlockTiming {
  readonly family: string;
  /** How many frames beyond a block the network sees. */
  readonly lookaheadFrames: number;
  /** Scale and statistics of the seven descriptors, in the order of `DESCRIPTORS`. */
  readonly descriptors: readonly DescriptorStats[];
  /** The network's input while nothing sounds. */
  readonly silence: readonly number[];
  readonly synthesis: SynthesisNumbers;
}

/** Descriptors and level as a network wants them. */
export interface NetworkInput {
  /** Values a block. */
  readonly size: number;
  /**
   * Writes a block's input.
   *
   * @param frame seven descriptors in natural units, of the frame after the block
   * @param level linear level, one a sub-frame of the block
   * @param into `size` values, overwritten
   */
  fill(frame: Float32Array, level: Float32Array, into: Float32Array): void;
}

/** What sounds of one trigger: a network's numbers in, samples out, block after block. */
export interface Synthesis {
  /** Samples by which its output lags behind its input. */
  readonly latencyFrames: number;
  /** Silence, and the random choices of `seed`: as if no block had been rendered. */
  reset(seed: number): void;
  /**
   * Renders the next block.
   *
   * @param y the network's output for the block, finite
   * @param level linear level, one a sub-frame
   * @param f0Start pitch in Hz at the block's start; runs straight to `f0End`
   * @param into one block of samples, overwritten
   */
  render(y: Float32Array, level: Float32Array, f0Start: number, f0End: number, into: Float32Array): void;
  /** Renders the next block without the network: what sounds fades within a sub-frame, later blocks are silent. */
  release(f0: number, into: Float32Array): void;
}

/** A model of some family, ready to play: what goes into its network and what becomes of what comes out. */
export interface OpenFamily {
  readonly input: NetworkInput;
  /** Values that the network answers a block with. */
  readonly outputSize: number;
  /** Sub-frames a block: values of the level lane that a block takes. */
  readonly subframes: number;
  createSynthesis(): Synthesis;
}

/** A way to make sound from descriptors; `sinc-nsf` is the first. The voice knows no more of a model than this. */
export interface ModelFamily {
  readonly name: string;
  /**
   * Takes a model's numbers in; what all voices of the model share (tables, noise) is made here.
   *
   * @throws NeurorackError 'bad-model' when the numbers contradict each other
   */
  open(model: VoiceModel): OpenFamily;
}
