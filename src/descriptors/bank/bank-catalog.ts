import { createHash } from 'node:crypto';
import { NeurorackError } from '../../contracts/errors.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { parseVisibleJson } from '../visible-text.ts';
import { BANK_LIMITS, type BankIndex } from './bank-format.ts';
import { CATALOG_INDEX_FILE, type CatalogEntry, type CatalogIndex, catalogSchema } from './catalog-format.ts';
import { type CatalogAccess, LOCAL_ACCESS, readCatalogFile } from './catalog-source.ts';
import { checkBank, type OpenedBank } from './read-bank.ts';

/** A bank of a catalog with the bytes of its file, all validated. */
export interface CatalogBank {
  readonly bank: OpenedBank;
  readonly bytes: Buffer;
}

/**
 * Reads the catalog of a folder or an address (http, https): the banks in its `index.json`.
 *
 * @throws NeurorackError 'bad-file' naming the fault: missing, too long, not this format; 'timeout'
 */
export async function readCatalog(location: string, access = LOCAL_ACCESS): Promise<readonly CatalogEntry[]> {
  return withOneError(access, () => readIndex(location, access));
}

async function readIndex(location: string, access: CatalogAccess): Promise<readonly CatalogEntry[]> {
  const bytes = await readCatalogFile(location, CATALOG_INDEX_FILE, { maxBytes: BANK_LIMITS.indexBytes, ...access });
  let found: unknown;
  try {
    found = parseVisibleJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badCatalog(location, `${CATALOG_INDEX_FILE}: ${reasonOf(cause)}`, cause);
  }
  const result = catalogSchema.safeParse(found);
  if (result.success) return result.data.banks;
  const [issue] = result.error.issues;
  throw badCatalog(location, `${CATALOG_INDEX_FILE}: ${issue?.path.join('.') || 'content'}: ${issue?.message}`);
}

/**
 * Fetches a whole bank of a catalog without storing it, and returns its `bank.json`. The bank is validated, and its size and
 * checksum compared with the catalog.
 *
 * @throws NeurorackError 'bad-input' for a file that is not in the catalog; 'bad-file', 'timeout'
 */
export async function previewCatalogBank(location: string, file: string): Promise<BankIndex> {
  return (await fetchCatalogBank(location, file)).bank.index;
}

/**
 * Writes a bank of a catalog to `path` atomically, after all of it has been validated.
 *
 * @throws NeurorackError the errors of `fetchCatalogBank`; 'cannot-write'
 */
export async function installCatalogBank(location: string, file: string, path: string): Promise<BankIndex> {
  const { bank, bytes } = await fetchCatalogBank(location, file);
  await writeFileAtomically(path, bytes);
  return bank.index;
}

/**
 * Builds the catalog index of some banks, to be stored beside them as `index.json`.
 *
 * @throws NeurorackError 'bad-file' for a file that is not a bank; 'bad-input' for a name that a catalog may not hold
 */
export async function buildCatalogIndex(
  files: readonly { readonly file: string; readonly bytes: Buffer }[],
): Promise<CatalogIndex> {
  const banks: CatalogEntry[] = [];
  for (const { file, bytes } of files) {
    const { name, author, licence, sets } = (await checkBank(bytes, file)).index;
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
 * Fetches and validates a bank of a catalog.
 *
 * @throws NeurorackError 'bad-input' for a file that is not in the catalog; 'bad-file', 'timeout'
 */
export async function fetchCatalogBank(
  location: string,
  file: string,
  access: CatalogAccess = LOCAL_ACCESS,
): Promise<CatalogBank> {
  const entries = await readCatalog(location, access);
  const entry = entries.find((candidate) => candidate.file === file);
  if (entry === undefined) {
    throw new NeurorackError('bad-input', `${location} offers no ${file}`, {
      remedy:
        entries.length === 0 ? 'the catalog is empty' : `choose one of ${entries.map((each) => each.file).join(', ')}`,
    });
  }
  return withOneError(access, () => readBankOf(location, entry, access));
}

async function readBankOf(
  location: string,
  { file, bytes: size, sha256 }: CatalogEntry,
  access: CatalogAccess,
): Promise<CatalogBank> {
  const bytes = await readCatalogFile(location, file, { maxBytes: size, ...access });
  if (bytes.length !== size) throw badCatalog(location, `${file} has ${bytes.length} bytes, its index says ${size}`);
  if (digestOf(bytes) !== sha256) throw badCatalog(location, `${file} has the wrong checksum`);
  return { bank: await checkBank(bytes, file), bytes };
}

/** For clients of the network every failure is the same: refused, no answer, a wrong answer and an address that is not public. */
async function withOneError<T>({ access }: CatalogAccess, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (access === 'any' || (cause instanceof NeurorackError && cause.kind === 'busy')) throw cause;
    throw new NeurorackError('bad-file', 'the catalog could not be read', {
      remedy: 'check its address; addresses of a local network can be opened only from the computer itself',
      cause,
    });
  }
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function badCatalog(location: string, fault: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${location} is not a usable bank catalog: ${fault}`, {
    remedy: 'report it to the maintainer of the catalog, or use another one',
    cause,
  });
}
