import type { InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { EncodedSound, EncodedSpace } from '../descriptors/timbre/encoded-sound.ts';
import { playedTimbre } from '../descriptors/timbre/moving-from-static.ts';
import { COLOUR_SIZE, type Timbre } from '../descriptors/timbre/timbre.ts';
import { createPath } from '../descriptors/transform/create-path.ts';
import type { Model } from '../model/family.ts';
import type { ModelLibrary } from '../model/model-library.ts';
import type { SoundEncoder } from '../model/sound-encoder.ts';
import { timingOf } from '../model/timing.ts';
import { renderTrigger } from '../voice/render-trigger.ts';
import { createVoice } from '../voice/voice.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import type { EncodedCache } from './encoded-cache.ts';
import type { KeptSounds } from './kept-sounds.ts';
import { soundOf } from './set-sounds.ts';

/** Encodes sets for one model. Main thread. */
export interface SetEncoder {
  /**
   * The sets with `timbre.encoded`, in their order. A set whose sound is known is encoded from it, another one from its synthesis by the
   * default model. Each set is encoded once.
   *
   * @param onProgress called with the sets that are done and their number, where there is work
   * @throws NeurorackError as the models' `load` and `open`, and as `SoundEncoder.encode`
   */
  encode(sets: readonly DescriptorSet[], onProgress?: (done: number, of: number) => void): Promise<DescriptorSet[]>;
  /** The set as `encode` returned it; undefined before. */
  encoded(set: DescriptorSet): DescriptorSet | undefined;
  /** How the bank that was measured last varies; undefined before. */
  readonly space: EncodedSpace | undefined;
  /** Whether the model plays by how the sets of a bank vary: `measureSpace` has a result. */
  readonly readsSpace: boolean;
  /** Measures how the sets of a bank vary: sets that are encoded from now on, or again, have it. Undefined where too little sounds. */
  measureSpace(
    bank: readonly DescriptorSet[],
    onProgress?: (done: number, of: number) => void,
  ): Promise<EncodedSpace | undefined>;
}

export interface SetEncoderOptions {
  readonly models: Pick<ModelLibrary, 'load' | 'open' | 'openPart'>;
  readonly model: Model;
  readonly encoder: SoundEncoder;
  readonly cache: EncodedCache;
  /** Sounds of earlier sessions. */
  readonly kept?: Pick<KeptSounds, 'read'> | undefined;
}

/** A set whose sound has no timbre of its own still carries its encoding. */
const EMPTY_TIMBRE: Timbre = {
  hz: new Float32Array(0),
  share: new Float32Array(0),
  colour: new Float32Array(COLOUR_SIZE),
};

export function createSetEncoder({ models, model, encoder, cache, kept }: SetEncoderOptions): SetEncoder {
  const sounds = new WeakMap<DescriptorSet, EncodedSound>();
  let sets = new WeakMap<DescriptorSet, DescriptorSet>();
  let space: EncodedSpace | undefined;

  const soundFor = async (set: DescriptorSet): Promise<Float32Array | undefined> =>
    soundOf(set) ?? (await kept?.read(set));

  function join(set: DescriptorSet, encoded: EncodedSound): DescriptorSet {
    const found = sets.get(set);
    if (found !== undefined) return found;
    const timbre = { ...(playedTimbre(set) ?? EMPTY_TIMBRE), encoded: { ...encoded, space } };
    const made: DescriptorSet = { ...set, timbre };
    sets.set(set, made);
    return made;
  }

  async function readCached(wanted: readonly DescriptorSet[]): Promise<DescriptorSet[]> {
    const missing: DescriptorSet[] = [];
    for (const set of wanted) {
      if (sounds.has(set)) continue;
      const found = await cache.read(set, await soundFor(set));
      if (found === undefined) missing.push(set);
      else sounds.set(set, found);
    }
    return missing;
  }

  async function encodeAll(missing: readonly DescriptorSet[], onProgress?: (done: number, of: number) => void) {
    const session = await models.openPart(model, encoder.artifact);
    const synthesis = createSynthesis(models, timingOf(model));
    try {
      for (const [i, set] of missing.entries()) {
        onProgress?.(i, missing.length);
        const sound = await soundFor(set);
        const encoded = await encoder.encode(sound ?? (await synthesis.render(set)), session);
        sounds.set(set, encoded);
        await cache.write(set, sound, encoded);
      }
      onProgress?.(missing.length, missing.length);
    } finally {
      await Promise.all([session.close(), synthesis.close()]);
    }
  }

  async function encode(wanted: readonly DescriptorSet[], onProgress?: (done: number, of: number) => void) {
    const missing = await readCached(wanted);
    if (missing.length > 0) await encodeAll(missing, onProgress);
    return wanted.map((set) => join(set, foundIn(sounds, set)));
  }

  return {
    encode,
    encoded: (set) => sets.get(set),
    get space() {
      return space;
    },
    readsSpace: encoder.measureSpace !== undefined,
    measureSpace: async (bank, onProgress) => {
      if (encoder.measureSpace === undefined) return undefined;
      await encode(bank, onProgress);
      space = encoder.measureSpace(bank.map((set) => ({ set, encoded: foundIn(sounds, set) })));
      sets = new WeakMap();
      await encode(bank);
      return space;
    },
  };
}

function foundIn(sounds: WeakMap<DescriptorSet, EncodedSound>, set: DescriptorSet): EncodedSound {
  const found = sounds.get(set);
  if (found !== undefined) return found;
  throw new NeurorackError('bad-input', `the set '${set.name}' has not been encoded`, { remedy: 'select it again' });
}

/** Renders sets by the default model, which is opened for the first. */
function createSynthesis(
  models: SetEncoderOptions['models'],
  { hop, sampleRate }: { hop: number; sampleRate: number },
) {
  let opened: Promise<{ model: Model; session: InferenceSession }> | undefined;

  async function open(): Promise<{ model: Model; session: InferenceSession }> {
    const model = await models.load(DEFAULT_SETTINGS.model);
    return { model, session: await models.open(model) };
  }

  return {
    render: async (set: DescriptorSet): Promise<Float32Array> => {
      opened ??= open();
      const { model, session } = await opened;
      if (timingOf(model).sampleRate !== sampleRate) {
        throw new NeurorackError('bad-model', `the model '${model.manifest.id}' plays at another rate`, {
          remedy: 'install the default model again',
        });
      }
      const voice = await createVoice({ model, session });
      const path = createPath({ a: set, stats: model.manifest.descriptors });
      return renderTrigger({ voice, path, seed: 1, samples: set.frames * hop });
    },
    close: async (): Promise<void> => {
      if (opened !== undefined) await opened.then(({ session }) => session.close()).catch(() => undefined);
    },
  };
}
