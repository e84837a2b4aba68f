import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { NeurorackError } from '../../contracts/errors.ts';
import { isMissing, reasonOf } from '../../files/file-fault.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { BANK_LIMITS, provenanceSchema } from './bank-format.ts';

/** A sound on its way into a bank. */
export interface SoundSource {
  readonly path: string;
  /** Name of the set to be. */
  readonly name: string;
  readonly provenance: DescriptorSet['provenance'];
  /** Octaves that its pitch lies above the tracked one: a cowbell without a fundamental is tracked an octave low. */
  readonly pitchOctaves?: number | undefined;
}

/** Beside the sounds, optional: where each comes from, by file name. */
export const PROVENANCE_FILE = 'provenance.json';

const EXTENSIONS = new Set(['.wav', '.flac', '.aif', '.aiff', '.aifc', '.mp3', '.ogg', '.oga', '.opus']);

const noteSchema = z.strictObject({
  ...provenanceSchema.shape,
  name: z.string().min(1).max(BANK_LIMITS.nameLength).exactOptional(),
  pitchOctaves: z.int().min(-3).max(3).exactOptional(),
});
const notesSchema = z.record(z.string(), noteSchema);

/**
 * The sound files of a folder, by name; each becomes a set named after its file. `provenance.json` beside them may give
 * source, author, licence and name of a set, `{"kick.wav": {"source": …, "author": …, "licence": …, "name": …}}`, and by how many
 * octaves its pitch is not what is tracked (`pitchOctaves`); the others get `licence`, the bank's.
 *
 * @throws NeurorackError 'bad-file' when the folder cannot be read, 'bad-input' when there is no sound in it, 'bad-config' naming
 * the field of `provenance.json` that is wrong
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
  const notes = await readNotes(join(folder, PROVENANCE_FILE));
  const absent = Object.keys(notes).find((file) => !sounds.includes(file));
  if (absent !== undefined)
    throw badNotes(join(folder, PROVENANCE_FILE), `there is no sound '${absent}' in the folder`);
  const stems = sounds.map(stem);
  return sounds.map((file, n) => {
    const { name, pitchOctaves, ...provenance } = notes[file] ?? { source: file, licence };
    const unique = stems.indexOf(stem(file)) === n && stems.lastIndexOf(stem(file)) === n;
    return { path: join(folder, file), name: name ?? (unique ? stem(file) : file), provenance, pitchOctaves };
  });
}

async function readNotes(path: string): Promise<z.infer<typeof notesSchema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) return '{}';
    throw badNotes(path, reasonOf(cause), cause);
  });
  const result = notesSchema.safeParse(parseJson(path, text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badNotes(path, `${issue?.path.join('.') || 'content'}: ${issue?.message}`);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badNotes(path, reasonOf(cause), cause);
  }
}

function badNotes(path: string, fault: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-config', `${path}: ${fault}`, { remedy: 'correct the file, or remove it', cause });
}

function stem(file: string): string {
  return file.slice(0, -extname(file).length);
}

/** By UTF-16 code units: the same order on every machine, whatever its language. */
function inCodeOrder(a: string, b: string): number {
  return a < b ? -1 : 1;
}
