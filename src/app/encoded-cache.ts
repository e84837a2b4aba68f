import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { EncodedSound } from '../descriptors/timbre/encoded-sound.ts';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { readLimited } from '../files/read-limited.ts';
import { sha256 } from '../files/sha256.ts';

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
  const folder = join(home, 'encoded', encoder.slice(0, 16));

  async function pathOf(set: DescriptorSet, sound: Float32Array | undefined): Promise<string> {
    const parts = sound === undefined ? partsOf(set) : [sound];
    const all = new Uint8Array(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      all.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    return join(folder, `${(await sha256(all)).slice(0, 32)}.f32`);
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

/** All that the synthesis of a set depends on. */
function partsOf({ curves, f0Confidence, level, timbre }: DescriptorSet): Float32Array[] {
  const tracks = timbre?.moving?.tracks.flatMap(({ first, phase, hz, ratio }) => [
    Float32Array.of(first, phase),
    hz,
    ratio,
  ]);
  const moving = timbre?.moving && [timbre.moving.harmonicity, timbre.moving.colour, timbre.moving.own];
  return [
    ...DESCRIPTORS.map((name) => curves[name]),
    f0Confidence,
    level,
    ...(timbre === undefined ? [] : [timbre.hz, timbre.share, timbre.colour]),
    ...(moving ?? []),
    ...(tracks ?? []),
  ];
}
