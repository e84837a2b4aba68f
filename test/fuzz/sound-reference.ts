import { execFile, spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A sound as another decoder reads it. */
export interface ReferenceSound {
  readonly sampleRate: number;
  readonly channels: number;
  /** Interleaved. */
  readonly samples: Float32Array;
}

const run = promisify(execFile);
/** More than a sound may last here, s, and less than a decoder may write into a disk of a test. */
const MAX_SECONDS = 310;

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
export const hasSox = spawnSync('sox', ['--version']).status === 0;

/**
 * Decodes files with ffmpeg; undefined where it refuses. A process takes longer to start than to decode a short sound, so one decodes
 * all, and each file has its own only where one of them is refused.
 */
export async function decodeWithFfmpeg(
  paths: readonly string[],
  isOpus: boolean,
): Promise<(ReferenceSound | undefined)[]> {
  // ffmpeg's own decoder of Opus is not exact at low rates.
  const decoder = isOpus ? ['-c:a', 'libopus'] : [];
  const args = [
    ...['-v', 'error', '-nostdin', '-y', '-threads', '1'],
    ...paths.flatMap((path) => [...decoder, '-i', path]),
    ...paths.flatMap((path, n) => [
      ...['-map', `${n}:a:0`, '-t', String(MAX_SECONDS), '-bitexact', '-c:a', 'pcm_f32le', '-f', 'wav', `${path}.ref`],
    ]),
  ];
  const isDecoded = await run('ffmpeg', args, { timeout: 60_000, killSignal: 'SIGKILL' }).then(
    () => true,
    () => false,
  );
  if (isDecoded) return Promise.all(paths.map((path) => readReference(`${path}.ref`)));
  if (paths.length === 1) return [undefined];
  const half = Math.ceil(paths.length / 2);
  const parts: (ReferenceSound | undefined)[] = [];
  for (const part of [paths.slice(0, half), paths.slice(half)]) parts.push(...(await decodeWithFfmpeg(part, isOpus)));
  return parts;
}

/** Decodes a file with sox; undefined where it refuses. `type` is sox's name of the format. */
export async function decodeWithSox(path: string, type: string): Promise<ReferenceSound | undefined> {
  const args = ['-D', '-t', type, path, '-t', 'wav', '-e', 'float', '-b', '32', `${path}.ref`];
  return run('sox', args, { timeout: 60_000, killSignal: 'SIGKILL' }).then(
    () => readReference(`${path}.ref`),
    () => undefined,
  );
}

/** Reads and removes a WAV file of 32-bit floats. */
async function readReference(path: string): Promise<ReferenceSound | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  await rm(path, { force: true });
  if (bytes === undefined) return undefined;
  let reference = { sampleRate: 0, channels: 0 };
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    const id = bytes.toString('latin1', at, at + 4);
    if (id === 'fmt ') reference = { channels: bytes.readUInt16LE(at + 10), sampleRate: bytes.readUInt32LE(at + 12) };
    if (id !== 'data') continue;
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8) & ~3;
    return { ...reference, samples: new Float32Array(Uint8Array.from(bytes.subarray(at + 8, at + 8 + length)).buffer) };
  }
  return undefined;
}
