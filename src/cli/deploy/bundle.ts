import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NeurorackError } from '../../contracts/errors.ts';
import { removeAtExit } from '../../files/remove-at-exit.ts';

const execute = promisify(execFile);

const buildSchema = z.object({
  format: z.literal('neurorack-build'),
  board: z.string(),
  version: z.string(),
  files: z.record(z.string(), z.string()),
});
const boardSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string(),
  recognise: z.array(z.string()),
  architecture: z.enum(['arm64', 'x64']).optional(),
});

/** The content of an archive of `npm run build -- --board`. */
export interface Bundle {
  readonly file: string;
  /** Its only folder, named after the board. */
  readonly folder: string;
  readonly version: string;
  readonly board: z.infer<typeof boardSchema>;
  readonly sha256: string;
  /** Size of the archive and of its unpacked files, bytes. */
  readonly size: { readonly archive: number; readonly unpacked: number };
}

/** Limit of tar's output: far longer than the file list of any bundle, bytes. */
const MAX_LISTING_BYTES = 16 * 2 ** 20;

/**
 * Reads and checks an archive before it is copied.
 *
 * @throws NeurorackError 'bad-file' for an unreadable file, for one that is not a bundle, and for a bundle with a file that is missing or
 * differs from its checksum; 'missing-library' without tar
 */
export async function openBundle(file: string): Promise<Bundle> {
  const info = await stat(file).catch((cause: unknown) => {
    throw notABundle(file, 'it cannot be read', cause);
  });
  const listed = await tar(file, ['-tvzf', file]);
  const entries = listed
    .split('\n')
    .filter((line) => line !== '')
    .map(entryOf);
  const folders = new Set(entries.map(({ path }) => path.split('/')[0]));
  const [folder, ...others] = folders;
  if (folder === undefined || others.length > 0) throw notABundle(file, 'it does not contain exactly one folder');
  const stray = entries.find(({ path, isPlain }) => !isPlain || path.startsWith('/') || path.split('/').includes('..'));
  if (stray !== undefined) throw notABundle(file, `it contains ${stray.path}, which no bundle has`);
  const { board: id, version, files } = await read(file, `${folder}/build.json`, buildSchema);
  const board = await read(file, `${folder}/board.json`, boardSchema);
  if (board.id !== id || folder !== id) throw notABundle(file, `folder, build and board disagree: ${folder}, ${id}`);
  await checkFiles(file, folder, files);
  const unpacked = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  return { file, folder, version, board, sha256: await checksum(file), size: { archive: info.size, unpacked } };
}

/** Compares every file with its checksum in build.json. */
async function checkFiles(file: string, folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const unpacked = await mkdtemp(join(tmpdir(), 'nr-bundle-'));
  const keep = removeAtExit(unpacked);
  try {
    await tar(file, ['-xzf', file, '-C', unpacked]);
    for (const [name, sha256] of Object.entries(files)) {
      const found = await checksum(join(unpacked, folder, name)).catch(() => undefined);
      if (found === sha256) continue;
      throw notABundle(file, found === undefined ? `it lacks ${name}` : `${name} in it differs from its checksum`);
    }
  } finally {
    await rm(unpacked, { recursive: true, force: true });
    keep();
  }
}

/** Parses a line of `tar -tv`: mode, owner, size, date, time, path. */
function entryOf(line: string): { path: string; bytes: number; isPlain: boolean } {
  const [, mode = '', bytes = '0', path = ''] = /^(\S+)\s+\S+\s+(\d+)\s+\S+\s+\S+\s(.*)$/.exec(line) ?? [];
  return { path, bytes: Number(bytes), isPlain: mode.startsWith('-') || mode.startsWith('d') };
}

async function read<T>(file: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await tar(file, ['-xzOf', file, path]);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw notABundle(file, `its ${path} does not fit this version`, cause);
  }
}

async function tar(file: string, args: string[]): Promise<string> {
  try {
    return (await execute('tar', args, { maxBuffer: MAX_LISTING_BYTES, env: { ...process.env, LC_ALL: 'C' } })).stdout;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new NeurorackError('missing-library', 'the program tar is not installed', { remedy: 'install tar', cause });
    }
    throw notABundle(file, 'it is not a neurorack bundle, or not all of one', cause);
  }
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

function notABundle(file: string, why: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${file}: ${why}`, {
    remedy: 'build it with `npm run build -- --board <id>`, which writes dist/boards/neurorack-<id>-<version>.tgz',
    cause,
  });
}
