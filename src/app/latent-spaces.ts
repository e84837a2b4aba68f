import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { EncodedSpace } from '../descriptors/timbre/encoded-sound.ts';
import type { Model } from '../model/family.ts';
import { createLatentSpace, type LatentSpace, measureLatents } from '../model/latent-space.ts';
import type { SetEncoder } from './encoded-sets.ts';

/** The latent space of a bank by a model, by the model's name; undefined for a model without latents, or before they are known. Main thread. */
export type LatentSpaces = (model: string) => LatentSpace | undefined;

export interface LatentSpacesOptions {
  /** The model of a name; undefined where it is not offered, or has not been read yet. */
  readonly modelOf: (name: string) => Model | undefined;
  /** The encoder of sets for a model; undefined for one that plays them as they are. Default: none is. */
  readonly encoderOf?: ((name: string) => Pick<SetEncoder, 'space' | 'encoded'> | undefined) | undefined;
  readonly bank: readonly DescriptorSet[];
}

/** Spaces are measured when they are first read, once a model: within 50 ms for the factory bank. The encoder of a model has measured its own. */
export function createLatentSpaces({ modelOf, encoderOf, bank }: LatentSpacesOptions): LatentSpaces {
  const measured = new Map<Model, LatentSpace | undefined>();
  const encoded = new WeakMap<EncodedSpace, LatentSpace>();

  function ofEncoded(model: Model, encoder: Pick<SetEncoder, 'space' | 'encoded'>): LatentSpace | undefined {
    const { space } = encoder;
    const reader = model.createLatentReader?.();
    if (space === undefined || reader === undefined) return undefined;
    const made = encoded.get(space);
    if (made !== undefined) return made;
    const { axes, placeOf } = createLatentSpace(space.axes, reader);
    const ofEncoder: LatentSpace = { axes, placeOf: (set) => placeOf(encoder.encoded(set) ?? set) };
    encoded.set(space, ofEncoder);
    return ofEncoder;
  }

  return (name) => {
    const model = modelOf(name);
    if (model === undefined) return undefined;
    const encoder = encoderOf?.(name);
    // An encoder that measures no space adds to what the model reads of the sets as they are.
    if (encoder !== undefined && model.soundEncoder?.measureSpace !== undefined) return ofEncoded(model, encoder);
    if (!measured.has(model)) {
      const reader = model.createLatentReader?.();
      measured.set(model, reader && measureLatents(bank, reader));
    }
    return measured.get(model);
  };
}
