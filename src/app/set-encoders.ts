import { basename } from 'node:path';
import type { Container } from 'inversify';
import type { Bank } from '../descriptors/bank/bank.ts';
import { readBank } from '../descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { StartEngine } from '../engine/engine.ts';
import type { Model } from '../model/family.ts';
import type { ListedModel } from '../model/model-list.ts';
import { openEncodedCache } from './encoded-cache.ts';
import { createSetEncoder, type SetEncoder } from './encoded-sets.ts';
import { encodingEngine } from './encoding-engine.ts';
import { factoryBank } from './installation.ts';
import { openKeptSounds } from './kept-sounds.ts';
import { sentenceOf } from './sentence-of.ts';
import { SERVICES } from './services.ts';

/** The models that an instrument can play. */
export interface PlayableModels {
  readonly container: Container;
  /** The model that plays first, and the name under which it was asked for. */
  readonly model: Model | undefined;
  readonly name: string;
  readonly listed: readonly ListedModel[];
}

/** The models by name, and the encoders of sets for those that play them encoded. */
export interface ModelsByName {
  modelOf(name: string): Model | undefined;
  /** The same encoder each time; undefined for a model that plays sets as they are. */
  encoderOf(name: string): SetEncoder | undefined;
  /** Whether any model plays sets encoded. */
  readonly hasEncoder: boolean;
}

export interface EncodedStart {
  readonly models: ModelsByName;
  /** The name of the model that plays first. */
  readonly name: string;
  /** All sets that can be chosen, and those that play first. */
  readonly sets: readonly DescriptorSet[];
  readonly first: readonly DescriptorSet[];
  readonly bank: Bank;
}

export function modelsByName({ container, model, name, listed }: PlayableModels): ModelsByName {
  const known = new Map<string, Model>();
  for (const entry of listed) if (entry.model !== undefined) known.set(basename(entry.folder), entry.model);
  if (model !== undefined) known.set(name, model);
  const opened = new Map<Model, SetEncoder | undefined>();
  return {
    modelOf: (wanted) => known.get(wanted),
    encoderOf: (wanted) => {
      const found = known.get(wanted);
      if (found === undefined) return undefined;
      if (!opened.has(found)) opened.set(found, openSetEncoder(container, found));
      return opened.get(found);
    },
    hasEncoder: [...known.values()].some(({ soundEncoder }) => soundEncoder !== undefined),
  };
}

/**
 * An engine that gets sets encoded where a model plays them so. The sets are encoded here where the first model does, for others once they are
 * chosen; `start` itself where no model does.
 *
 * @throws NeurorackError as `SetEncoder.encode`
 */
export async function withEncodedSets(
  start: StartEngine,
  { models, name, sets, first, bank }: EncodedStart,
): Promise<StartEngine> {
  if (!models.hasEncoder) return start;
  const { encoderOf } = models;
  const encoder = encoderOf(name);
  if (encoder?.readsSpace === false) {
    // The others are encoded as they are chosen: the first sound does not wait for them.
    await encoder.encode(first, encodingProgress(name));
  } else if (encoder !== undefined) {
    await encoder.encode(sets, encodingProgress(name));
    await encoder.measureSpace(bank.sets);
    await encoder.encode(sets);
  }
  const onFault = (fault: unknown): void => {
    process.stderr.write(`${sentenceOf(fault)}\n`);
  };
  return encodingEngine(start, { encoderOf, bank: bank.sets, onFault });
}

/** The sets as `model` plays them: encoded, where it needs them so. */
export async function encodedFor(
  container: Container,
  model: Model,
  sets: readonly DescriptorSet[],
): Promise<readonly DescriptorSet[]> {
  const encoder = openSetEncoder(container, model);
  return encoder === undefined ? sets : encoder.encode(sets, encodingProgress(model.manifest.id));
}

/**
 * The correlation of each descriptor with its prediction from what the model reads of the factory bank; undefined for a model that plays sets as
 * they are, or where too little sounds.
 */
export async function responseOf(container: Container, model: Model): Promise<Float32Array | undefined> {
  const encoder = openSetEncoder(container, model);
  if (encoder === undefined) return undefined;
  const { sets } = await readBank(factoryBank());
  return (await encoder.measureSpace(sets, encodingProgress(model.manifest.id)))?.correlation;
}

/** The encoder of sets for a model; undefined for one that plays them as they are. */
function openSetEncoder(container: Container, model: Model): SetEncoder | undefined {
  const encoder = model.soundEncoder;
  if (encoder === undefined) return undefined;
  const { sha256 } = encoder.artifact;
  const home = container.get(SERVICES.stateHome);
  const cache = openEncodedCache(home, { encoder: sha256, size: encoder.size });
  const kept = openKeptSounds(home);
  return createSetEncoder({ models: container.get(SERVICES.models), model, encoder, cache, kept });
}

/** Reports that sets are encoded, which takes seconds with a large model. */
function encodingProgress(model: string): (done: number, of: number) => void {
  return (done, of) => {
    if (done === 0) process.stderr.write(`encoding ${of} set${of === 1 ? '' : 's'} for ${model}, once\n`);
  };
}
