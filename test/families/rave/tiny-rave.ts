import { fileURLToPath } from 'node:url';
import { createOnnxAccelerator } from '@neurorack/common';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import type { Model } from '../../../src/model/family.ts';
import { loadModel } from '../../../src/model/load-model.ts';
import { openSession } from '../../../src/model/open-session.ts';
import type { SoundEncoder } from '../../../src/model/sound-encoder.ts';

/** An untrained model of the family rave with an encoder; `tiny/make.py` writes it. Read only. */
export const TINY_RAVE = fileURLToPath(new URL('tiny', import.meta.url));

/** Imports of untrained modules with the layout of RAVE exports; `imported/make.py` writes them. Read only. */
export const IMPORTED = fileURLToPath(new URL('imported', import.meta.url));
/** Their names: a decoder with noise, and one of angles. */
export const IMPORTED_NAMES = ['v2-small', 'spherical'] as const;

export const accelerator = createOnnxAccelerator();

export const loadTiny = (folder = TINY_RAVE): Promise<Model> => loadModel(folder, FAMILIES);

export function encoderOf({ soundEncoder }: Model): SoundEncoder {
  if (soundEncoder === undefined) throw new Error('the model has no encoder');
  return soundEncoder;
}

/** `set` with the encoding of `sound` by the model's encoder. */
export async function encodedSet(model: Model, set: DescriptorSet, sound: Float32Array): Promise<DescriptorSet> {
  const encoder = encoderOf(model);
  const session = await openSession(model, accelerator, encoder.artifact);
  try {
    const encoded = await encoder.encode(sound, session);
    const empty = { hz: new Float32Array(0), share: new Float32Array(0), colour: new Float32Array(COLOUR_SIZE) };
    return { ...set, timbre: { ...empty, ...set.timbre, encoded } };
  } finally {
    await session.close();
  }
}

/** A sine that decays, after `silent` samples. */
export const ringing = (hz: number, { samples = 30_000, gain = 0.5, silent = 0 } = {}): Float32Array =>
  Float32Array.from({ length: samples }, (_, n) =>
    n < silent ? 0 : gain * 2 ** ((silent - n) / 5000) * Math.sin((2 * Math.PI * hz * (n - silent)) / 44_100),
  );
