import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import * as z from 'zod';
import { NeurorackError } from '../../contracts/errors.ts';
import { isMissing, reasonOf } from '../../files/file-fault.ts';
import { readText } from '../../files/read-text.ts';
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
  ...['.flac', '.mp3', '.ogg', '.oga', '.opus', '.m4a', '.aac'],
]);
/** Other sound files of people: those that no decoder reads are skipped with the reason, instead of passed over. */
const OTHER_EXTENSIONS = new Set([
  ...[
    '.m4b',
    '.m4r',
    '.mp4',
    '.3gp',
    '.3ga',
    '.mp2',
    '.wma',
    '.spx',
    '.amr',
    '.ac3',
    '.eac3',
    '.dts',
    '.webm',
    '.weba',
  ],
  ...['.mka', '.wv', '.ape', '.mpc', '.tta', '.dsf', '.dff', '.qoa', '.ra', '.voc', '.8svx', '.svx', '.sph'],
]);

const entrySchema = z.strictObject({
  ...provenanceSchema.shape,
  name: z.string().min(1).max(BANK_LIMITS.nameLength).exactOptional(),
  pitchOctaves: z.int().min(-3).max(3).exactOptional(),
});
const provenanceFileSchema = z.record(z.string(), entrySchema);

export interface SoundFolder {
  readonly sounds: readonly SoundSource[];
  /** Number of folders in it whose files are not listed. */
  readonly unreadFolders: number;
  /** A fault for each inner folder that cannot be read; its sounds are missing. */
  readonly faults: readonly NeurorackError[];
}

export interface ListOptions {
  /** Lists the sounds of folders in the folder too; links to folders are not followed. */
  readonly recursive?: boolean | undefined;
}

/**
 * Lists the sound files of a folder, sorted by name; each becomes a set named after its file. `provenance.json` in the folder may
 * give source, author, licence and name of a set, `{"kick.wav": {"source": …, "author": …, "licence": …, "name": …}}`, and a
 * correction of its tracked pitch in octaves (`pitchOctaves`). All other sounds get `licence`, the bank's. Files in inner folders are
 * named by their path, as in `hats/open.wav`. Names are compared and stored in Unicode's composed form (NFC): macOS decomposes them.
 *
 * @throws NeurorackError 'bad-file' when the folder cannot be read, 'bad-input' when it holds no sounds or more than a bank can, 'bad-config'
 * naming the wrong field of `provenance.json`
 */
export async function listSounds(folder: string, licence: string, options: ListOptions = {}): Promise<SoundFolder> {
  const { files, folders, faults } = await listFiles(folder, options);
  const sounds = files.filter(isSoundFile).sort(inCodeOrder);
  if (sounds.length === 0) {
    const nested = folders[0] === undefined || options.recursive ? '' : '; folders in it are read with --recursive';
    throw new NeurorackError('bad-input', `${folder} holds no sound files`, {
      remedy: `give a folder of sound files (${[...EXTENSIONS].join(', ')})${nested}`,
    });
  }
  if (sounds.length > BANK_LIMITS.sets) {
    throw new NeurorackError(
      'bad-input',
      `${folder} holds ${sounds.length} sounds, a bank holds at most ${BANK_LIMITS.sets}`,
      { remedy: 'distribute them over several folders, and build a bank of each' },
    );
  }
  const provenancePath = join(folder, PROVENANCE_FILE);
  const entries = await readProvenance(provenancePath);
  const names = sounds.map((file) => file.normalize('NFC'));
  const absent = [...entries.keys()].find((file) => !names.includes(file));
  if (absent !== undefined) throw badProvenance(provenancePath, `there is no sound '${absent}' in the folder`);
  const count = new Map<string, number>();
  for (const name of names) count.set(stem(name), (count.get(stem(name)) ?? 0) + 1);
  return {
    unreadFolders: options.recursive ? 0 : folders.length,
    faults,
    sounds: sounds.map((file, n) => {
      const fullName = names[n];
      const { name, pitchOctaves, ...provenance } = entries.get(fullName) ?? {
        source: withoutInvisible(fullName),
        licence,
      };
      const short = (count.get(stem(fullName)) === 1 && stem(fullName)) || withoutInvisible(fullName);
      return { path: join(folder, file), name: name ?? short, provenance, pitchOctaves };
    }),
  };
}

async function listFiles(folder: string, { recursive = false }: ListOptions) {
  const files: string[] = [];
  const folders: string[] = [];
  const faults: NeurorackError[] = [];
  const read = async (inner: string): Promise<void> => {
    const path = join(folder, inner);
    const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
      const remedy = inner === '' ? 'give a folder of sound files' : 'check its permissions';
      const fault = new NeurorackError('bad-file', `${path} cannot be read: ${reasonOf(cause)}`, { remedy, cause });
      if (inner === '') throw fault;
      faults.push(fault);
      return [];
    });
    for (const entry of entries) {
      // macOS writes an AppleDouble file (._kick.wav) beside each file on a foreign disk; hidden folders belong to programs.
      if (entry.name.startsWith(entry.isDirectory() ? '.' : '._')) continue;
      const path = `${inner}${entry.name}`;
      if (!entry.isDirectory()) files.push(path);
      else {
        folders.push(path);
        if (recursive) await read(`${path}/`);
      }
    }
  };
  await read('');
  return { files, folders, faults };
}

function isSoundFile(file: string): boolean {
  const extension = extname(file).toLowerCase();
  return EXTENSIONS.has(extension) || OTHER_EXTENSIONS.has(extension);
}

async function readProvenance(path: string): Promise<Map<string, z.infer<typeof entrySchema>>> {
  const text = await readText(path).catch((cause: unknown) => {
    if (cause instanceof NeurorackError) throw cause;
    if (isMissing(cause)) return '{}';
    throw badProvenance(path, reasonOf(cause), cause);
  });
  const result = provenanceFileSchema.safeParse(parseJson(path, text));
  if (result.success) {
    return new Map(Object.entries(result.data).map(([file, entry]) => [file.normalize('NFC'), entry]));
  }
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
