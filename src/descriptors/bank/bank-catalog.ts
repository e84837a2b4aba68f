import { createHash } from 'node:crypto';
import { NeurorackError } from '../../contracts/errors.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { reasonOf } from '../../files/file-fault.ts';
import type { Bank } from './bank.ts';
import { BANK_LIMITS } from './bank-format.ts';
import { CATALOG_INDEX_FILE, type CatalogEntry, type CatalogIndex, catalogSchema } from './catalog-format.ts';
import { readCatalogFile } from './catalog-source.ts';
import { unpackBank } from './read-bank.ts';

/**
 * The banks that a folder or an address (http, https) offers: its `index.json`.
 *
 * @throws NeurorackError 'bad-file' naming what is wrong: not there, too long, not this format; 'timeout'
 */
export async function readCatalog(place: string): Promise<readonly CatalogEntry[]> {
  const bytes = await readCatalogFile(place, CATALOG_INDEX_FILE, BANK_LIMITS.indexBytes);
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badShelf(place, `${CATALOG_INDEX_FILE}: ${reasonOf(cause)}`, cause);
  }
  const result = catalogSchema.safeParse(found);
  if (result.success) return result.data.banks;
  const [issue] = result.error.issues;
  throw badShelf(place, `${CATALOG_INDEX_FILE}: ${issue?.path.join('.') || 'content'}: ${issue?.message}`);
}

/**
 * A bank of a shelf, read whole and checked as every bank is, and against what the shelf says; nothing is kept of it.
 *
 * @throws NeurorackError 'bad-input' for a file that the shelf does not list; 'bad-file', 'timeout'
 */
export async function previewCatalogBank(place: string, file: string): Promise<Bank> {
  return (await fetchCatalogBank(place, file)).bank;
}

/**
 * Writes a bank of a shelf to `path`, whole or not at all, once all of it is checked.
 *
 * @throws NeurorackError those of `previewFromShelf`; 'cannot-write'
 */
export async function installCatalogBank(place: string, file: string, path: string): Promise<Bank> {
  const { bank, bytes } = await fetchCatalogBank(place, file);
  await writeFileAtomically(path, bytes);
  return bank;
}

/**
 * The index of some banks, to be put beside them as `index.json`.
 *
 * @throws NeurorackError 'bad-file' for what is no bank; 'bad-input' for a name that no shelf may hold
 */
export async function buildCatalogIndex(
  files: readonly { readonly file: string; readonly bytes: Buffer }[],
): Promise<CatalogIndex> {
  const banks: CatalogEntry[] = [];
  for (const { file, bytes } of files) {
    const { name, author, licence, sets } = await unpackBank(bytes, file);
    const names = sets.map((set) => set.name);
    const by = author === undefined ? {} : { author };
    banks.push({ file, bytes: bytes.length, sha256: digestOf(bytes), name, ...by, licence, sets: names });
  }
  const result = catalogSchema.safeParse({ format: 'neurorack-banks', formatVersion: 1, banks });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new NeurorackError('bad-input', `the banks cannot be listed: ${issue?.path.join('.')}: ${issue?.message}`, {
    remedy: 'give the files plain names: letters, digits, dots and dashes',
  });
}

/**
 * A bank of a shelf and the bytes of its file, both checked, to be written where one likes.
 *
 * @throws NeurorackError those of `previewFromShelf`
 */
export async function fetchCatalogBank(place: string, file: string): Promise<{ bank: Bank; bytes: Buffer }> {
  const entries = await readCatalog(place);
  const entry = entries.find((one) => one.file === file);
  if (entry === undefined) {
    throw new NeurorackError('bad-input', `${place} offers no ${file}`, {
      remedy: entries.length === 0 ? 'it offers none' : `choose one of ${entries.map((one) => one.file).join(', ')}`,
    });
  }
  const bytes = await readCatalogFile(place, file, entry.bytes);
  if (bytes.length !== entry.bytes)
    throw badShelf(place, `${file} has ${bytes.length} bytes, its index says ${entry.bytes}`);
  if (digestOf(bytes) !== entry.sha256) throw badShelf(place, `${file} has the wrong checksum`);
  return { bank: await unpackBank(bytes, file), bytes };
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function badShelf(place: string, fault: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${place} offers no banks that can be used: ${fault}`, {
    remedy: 'tell whoever keeps it, or use another',
    cause,
  });
}
