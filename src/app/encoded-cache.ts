import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { EncodedSound } from '../descriptors/timbre/encoded-sound.ts';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { readLimited } from '../files/read-limited.ts';
import { hashOf, hashOfSet } from './set-hash.ts';

/** Below the folder of the state. */
export const ENCODED_FOLDER = 'encoded';
/** The longest set has a quarter of it. */
const MAX_BYTES = 64 * 2 ** 20;

/** Sounds that a model has encoded, on disk: one file for a model's encoder and a set. */
export interface EncodedCache {
  /** @param sound the sound of the set where it is known; undefined for its synthesis */
  read(set: DescriptorSet, sound: Float32Array | undefined): Promise<EncodedSound | undefined>;
  /** Never rejects: a disk that is full or cannot be written costs the time of the next start. */
  write(set: DescriptorSet, sound: Float32Array | undefined, encoded: EncodedSound): Promise<void>;
}

/** @param encoder the encoder's checksum; `size` values a row */
export function openEncodedCache(
  home: string,
  { encoder, size }: { readonly encoder: string; readonly size: number },
): EncodedCache {
  const folder = join(home, ENCODED_FOLDER, encoder.slice(0, 16));

  async function pathOf(set: DescriptorSet, sound: Float32Array | undefined): Promise<string> {
    const name = sound === undefined ? await hashOfSet(set) : await hashOf([sound]);
    return join(folder, `${name}.f32`);
  }

  return {
    read: async (set, sound) => {
      try {
        const bytes = await readLimited(await pathOf(set, sound), MAX_BYTES);
        if (bytes.length === 0 || bytes.length % (4 * size) !== 0) return undefined;
        const rows = new Float32Array(new Uint8Array(bytes).buffer);
        return rows.every(Number.isFinite) ? { encoder, size, rows } : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (set, sound, { rows }) => {
      try {
        await mkdir(folder, { recursive: true });
        await writeFileAtomically(
          await pathOf(set, sound),
          new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
        );
      } catch {
        // The set is encoded again at the next start.
      }
    },
  };
}
