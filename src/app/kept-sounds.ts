import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { readLimited } from '../files/read-limited.ts';
import { sha256 } from '../files/sha256.ts';
import { ENCODED_FOLDER } from './encoded-cache.ts';
import { hashOfSet } from './set-hash.ts';

/** A minute at 44 100 Hz. */
const MAX_BYTES = 4 * 60 * 44_100;
/** After the samples of a file: a damaged one would be encoded, and its latents kept. */
const CHECKSUM_BYTES = 64;
/** All sounds together: 48 minutes. */
const MAX_TOTAL_BYTES = 512 * 2 ** 20;

/** The sounds of sets that were measured on this computer, for models that encode sounds; a bank keeps none. */
export interface KeptSounds {
  /** Mono, 44 100 Hz. Undefined where the sound of the set was not kept, or the set was edited since. */
  read(set: DescriptorSet): Promise<Float32Array | undefined>;
  /** Keeps a sound once a model has encoded any, while there is room. Never rejects: without its sound a set is encoded from its synthesis. */
  write(set: DescriptorSet, samples: Float32Array): Promise<void>;
}

/** SHA-256 in hexadecimal, as bytes. */
const checksumOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new TextEncoder().encode(await sha256(bytes));

export function openKeptSounds(home: string): KeptSounds {
  const folder = join(home, ENCODED_FOLDER, 'sounds');
  const pathOf = async (set: DescriptorSet): Promise<string> => join(folder, `${await hashOfSet(set)}.f32`);

  async function keep(set: DescriptorSet, samples: Float32Array): Promise<void> {
    const isUsed = await stat(join(home, ENCODED_FOLDER)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isUsed || samples.byteLength > MAX_BYTES) return;
    await mkdir(folder, { recursive: true });
    let total = samples.byteLength;
    for (const name of await readdir(folder)) total += (await stat(join(folder, name))).size;
    if (total > MAX_TOTAL_BYTES) return;
    const bytes = new Uint8Array(samples.byteLength + CHECKSUM_BYTES);
    bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    bytes.set(await checksumOf(bytes.slice(0, samples.byteLength)), samples.byteLength);
    await writeFileAtomically(await pathOf(set), bytes);
  }

  return {
    read: async (set) => {
      try {
        const file = new Uint8Array(await readLimited(await pathOf(set), MAX_BYTES + CHECKSUM_BYTES));
        const bytes = file.slice(0, Math.max(file.length - CHECKSUM_BYTES, 0));
        if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
        const checksum = await checksumOf(bytes);
        if (!checksum.every((value, i) => value === file[bytes.length + i])) return undefined;
        const samples = new Float32Array(bytes.buffer);
        return samples.every(Number.isFinite) ? samples : undefined;
      } catch {
        return undefined;
      }
    },
    write: (set, samples) => keep(set, samples).catch(() => undefined),
  };
}
