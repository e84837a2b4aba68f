import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { sha256 } from '../files/sha256.ts';

/** A hash of all that the sound of a set depends on, for the names of files: 32 hexadecimal digits. Its name and provenance are not in it. */
export function hashOfSet({ curves, f0Confidence, level, timbre }: DescriptorSet): Promise<string> {
  const moving = timbre?.moving;
  return hashOf([
    ...DESCRIPTORS.map((name) => curves[name]),
    f0Confidence,
    level,
    ...(timbre === undefined ? [] : [timbre.hz, timbre.share, timbre.colour]),
    ...(moving === undefined ? [] : [moving.harmonicity, moving.colour, moving.own]),
    ...(moving?.tracks ?? []).flatMap(({ first, phase, hz, ratio }) => [Float32Array.of(first, phase), hz, ratio]),
  ]);
}

/** The same of arrays. */
export async function hashOf(parts: readonly Float32Array[]): Promise<string> {
  const all = new Uint8Array(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return (await sha256(all)).slice(0, 32);
}
