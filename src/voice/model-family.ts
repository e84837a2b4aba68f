import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { BlockTiming, SynthesisParameters } from '../families/sinc-nsf/synthesis-parameters.ts';
import type { TimbreEncoder } from '../families/sinc-nsf/timbre-input.ts';

/** What a voice needs of a model's manifest. */
export interface VoiceModel extends BlockTiming {
  readonly family: string;
  /** How many frames beyond a block the network sees. */
  readonly lookaheadFrames: number;
  /** Scale and statistics of the seven descriptors, in the order of `DESCRIPTORS`. */
  readonly descriptors: readonly DescriptorStats[];
  /** The network's input while nothing sounds. */
  readonly silence: readonly number[];
  readonly synthesis: SynthesisParameters;
  /** How it hears timbres; without it, it hears descriptors and level alone. */
  readonly timbre?: TimbreEncoder | undefined;
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
   * @param timbre what sounds, at that frame
   * @param into `size` values, overwritten
   */
  fill(frame: Float32Array, level: Float32Array, timbre: TimbreMix, into: Float32Array): void;
}

/**
 * What sounds of one trigger: a network's numbers in, samples out, one sub-frame after the other, so that pitch and level may
 * follow a player's hand within a millisecond.
 */
export interface Synthesis {
  /** Samples by which its output lags behind its input. */
  readonly latencyFrames: number;
  /** Silence, and the random choices of `seed`: as if nothing had been rendered. */
  reset(seed: number): void;
  /**
   * Renders the next sub-frame.
   *
   * @param y the network's output for the sub-frame, finite
   * @param level linear level at its end
   * @param f0Start pitch in Hz at its start; runs straight to `f0End`
   * @param ratio what a player has multiplied the pitch by: fixed partials follow
   * @param into its samples, overwritten
   */
  render(y: Float32Array, level: number, f0Start: number, f0End: number, ratio: number, into: Float32Array): void;
  /** What the sound is made of, from the next sub-frame on. */
  setTimbre(mix: TimbreMix): void;
  /** Renders the next sub-frame without the network: what sounds fades within it, later ones are silent. */
  release(f0: number, ratio: number, into: Float32Array): void;
  /** Moves on by `samples` of a glide from `f0Start` to `f0End` without rendering; gains and filters stay as they are. */
  skip(f0Start: number, f0End: number, samples: number): void;
}

/** A model of some family, ready to play: what goes into its network and what becomes of what comes out. */
export interface Synthesizer {
  readonly input: NetworkInput;
  /** Values that the network answers a block with. */
  readonly outputSize: number;
  /** Sub-frames a block: values of the level lane that a block takes, and parts of the network's output. */
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
  createSynthesizer(model: VoiceModel): Synthesizer;
}
