import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { NeurorackError } from '../../contracts/errors.ts';
import { isMissing, reasonOf } from '../../files/file-fault.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { withoutInvisible } from '../visible-text.ts';
import { BANK_LIMITS, provenanceSchema } from './bank-format.ts';

/** A sound file to be converted to a set of a bank. */
export interface SoundSource {
  readonly path: string;
  /** Name of the resulting set. */
  readonly name: string;
  readonly provenance: DescriptorSet['provenance'];
  /** Octaves from the tracked pitch up to the true one: a cowbell without a fundamental is tracked an octave too low. */
  readonly pitchOctaves?: number | undefined;
}

/** Optional file beside the sounds: provenance by file name. */
export const PROVENANCE_FILE = 'provenance.json';

const EXTENSIONS = new Set([
  ...['.wav', '.wave', '.rf64', '.bw64', '.w64', '.aif', '.aiff', '.aifc', '.au', '.snd', '.caf'],
  ...['.flac', '.mp3', '.ogg', '.oga', '.opus', '.m4a'],
]);

const entrySchema = z.strictObject({
  ...provenanceSchema.shape,
  name: z.string().min(1).max(BANK_LIMITS.nameLength).exactOptional(),
  pitchOctaves: z.int().min(-3).max(3).exactOptional(),
});
const provenanceFileSchema = z.record(z.string(), entrySchema);

/**
 * Lists the sound files of a folder, sorted by name; each becomes a set named after its file. `provenance.json` in the folder may
 * give source, author, licence and name of a set, `{"kick.wav": {"source": …, "author": …, "licence": …, "name": …}}`, and a
 * correction of its tracked pitch in octaves (`pitchOctaves`). All other sounds get `licence`, the bank's.
 *
 * @throws NeurorackError 'bad-file' when the folder cannot be read, 'bad-input' when it holds no sounds, 'bad-config' naming the
 * wrong field of `provenance.json`
 */
export async function listSounds(folder: string, licence: string): Promise<SoundSource[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new NeurorackError('bad-file', `${folder} cannot be read: ${reasonOf(cause)}`, {
      remedy: 'give a folder of sound files',
      cause,
    });
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const sounds = files.filter((file) => EXTENSIONS.has(extname(file).toLowerCase())).sort(inCodeOrder);
  if (sounds.length === 0) {
    const inner = entries.find((entry) => entry.isDirectory());
    const nested = inner === undefined ? '' : `; folders in it are not searched: try ${join(folder, inner.name)}`;
    throw new NeurorackError('bad-input', `${folder} holds no sound files`, {
      remedy: `give a folder of sound files (${[...EXTENSIONS].join(', ')})${nested}`,
    });
  }
  const entriesByFile = await readProvenance(join(folder, PROVENANCE_FILE));
  const absent = Object.keys(entriesByFile).find((file) => !sounds.includes(file));
  if (absent !== undefined)
    throw badProvenance(join(folder, PROVENANCE_FILE), `there is no sound '${absent}' in the folder`);
  const stems = sounds.map(stem);
  return sounds.map((file, n) => {
    const { name, pitchOctaves, ...provenance } = entriesByFile[file] ?? { source: withoutInvisible(file), licence };
    const unique = stems.indexOf(stem(file)) === n && stems.lastIndexOf(stem(file)) === n;
    return {
      path: join(folder, file),
      name: name ?? ((unique && stem(file)) || withoutInvisible(file)),
      provenance,
      pitchOctaves,
    };
  });
}

async function readProvenance(path: string): Promise<z.infer<typeof provenanceFileSchema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) return '{}';
    throw badProvenance(path, reasonOf(cause), cause);
  });
  const result = provenanceFileSchema.safeParse(parseJson(path, text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badProvenance(path, `${issue?.path.join('.') || 'content'}: ${issue?.message}`);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badProvenance(path, reasonOf(cause), cause);
  }
}

function badProvenance(path: string, fault: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-config', `${path}: ${fault}`, { remedy: 'correct the file, or remove it', cause });
}

function stem(file: string): string {
  return withoutInvisible(file.slice(0, -extname(file).length));
}

/** Compares by UTF-16 code units: the same order on every machine, whatever its locale. */
function inCodeOrder(a: string, b: string): number {
  return a < b ? -1 : 1;
}
