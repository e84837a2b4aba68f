import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import type { FrameTiming } from '../model/timing.ts';

/** The part of a model that a voice plays. */
export interface VoiceModel {
  readonly manifest: {
    readonly sampleRate: number;
    /** Samples a run of the network. */
    readonly hop: number;
    /** Scale and statistics of the seven descriptors, in the order of `DESCRIPTORS`. */
    readonly descriptors: readonly DescriptorStats[];
    /** The network's input for silence. */
    readonly silence: readonly number[];
  };
  /** The grid on which it is played, where that is not the network's. */
  readonly timing?: FrameTiming | undefined;
  createSynthesizer(): Synthesizer;
}
