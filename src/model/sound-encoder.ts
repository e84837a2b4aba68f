import type { InferenceSession } from '../contracts/accelerator.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { EncodedSound, EncodedSpace } from '../descriptors/timbre/encoded-sound.ts';
import type { ManifestArtifact } from './manifest.ts';

/** A second network of a model, which encodes sounds for the first: a set gets its `timbre.encoded` before it is played. */
export interface SoundEncoder {
  /** The network; its state is zero before a sound. */
  readonly artifact: ManifestArtifact;
  /** Values a row of what it makes. */
  readonly size: number;
  /**
   * Encodes a mono sound at the rate on which the model is played.
   *
   * @param session open on `artifact`; its state is overwritten
   * @throws NeurorackError as `InferenceSession.run`; 'bad-model' when the result is not finite
   */
  encode(samples: Float32Array, session: InferenceSession): Promise<EncodedSound>;
  /**
   * Measures how the rows of a bank's sets vary, alone and with the descriptors; undefined where too little sounds. Absent in a model whose
   * rows are played as they are.
   */
  readonly measureSpace?: (sounds: readonly EncodedSet[]) => EncodedSpace | undefined;
}

export interface EncodedSet {
  readonly set: DescriptorSet;
  readonly encoded: EncodedSound;
}
