import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoundProgramSpec } from '../engine/program.ts';
import { installationRoot } from './installation.ts';

/** Longest start-up sound, bytes. */
const MAX_BYTES = 32 * 2 ** 20;

/**
 * The start-up sound: a trigger of the default set, rendered when the instrument was built, that plays until the model is ready. Undefined
 * when it was not rendered, is of another set, or is damaged.
 */
export async function readStartUpSound(options: {
  readonly model: string;
  /** The set that the sound has to be of. */
  readonly set: string;
  readonly seed: number;
  readonly sampleRate: number;
  readonly latencyFrames: number;
}): Promise<SoundProgramSpec | undefined> {
  const { model, set, seed, sampleRate, latencyFrames } = options;
  const folder = join(installationRoot(), 'dist', 'start-up');
  const origin = await readFile(join(folder, `${model}.json`), 'utf8').catch(() => '');
  if (origin !== JSON.stringify({ set, seed })) return undefined;
  const bytes = await readFile(join(folder, `${model}.f32`)).catch(() => undefined);
  if (bytes === undefined || bytes.length === 0 || bytes.length % 4 !== 0 || bytes.length > MAX_BYTES) return undefined;
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  if (!samples.every((x) => Math.abs(x) <= 1)) return undefined;
  return { kind: 'sound', samples, sampleRate, latencyFrames };
}
