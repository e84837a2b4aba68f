import { basename } from 'node:path';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { Model } from '../model/family.ts';
import { type LatentSpace, measureLatents } from '../model/latent-space.ts';
import type { ListedModel } from '../model/model-list.ts';

/** The latent space of a bank by a model, by the model's name; undefined for a model without latents. Main thread. */
export type LatentSpaces = (model: string) => LatentSpace | undefined;

export interface LatentSpacesOptions {
  /** The model that plays first, and the name under which it was asked for. */
  readonly first: { readonly name: string; readonly model: Model | undefined };
  readonly listed: readonly ListedModel[];
  readonly bank: readonly DescriptorSet[];
}

/** Spaces are measured when they are first read, once a model: within 50 ms for the factory bank. */
export function createLatentSpaces({ first, listed, bank }: LatentSpacesOptions): LatentSpaces {
  const modelOf = (name: string): Model | undefined =>
    name === first.name ? first.model : listed.find(({ folder }) => basename(folder) === name)?.model;
  const measured = new Map<string, LatentSpace | undefined>();
  return (name) => {
    if (!measured.has(name)) {
      const reader = modelOf(name)?.createLatentReader?.();
      measured.set(name, reader && measureLatents(bank, reader));
    }
    return measured.get(name);
  };
}
