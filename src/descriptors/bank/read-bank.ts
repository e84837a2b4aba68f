import { type FileHandle, open } from 'node:fs/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { refuseSpecialFile } from '../../files/special-file.ts';
import type { Bank } from './bank.ts';
import { BANK_INDEX, BANK_LIMITS } from './bank-format.ts';
import { badBank, MAX_BANK_ENTRIES, type OpenedBank, openBank, unpackSets } from './open-bank.ts';
import { openZip, type ZipSource } from './read-zip.ts';

export type { OpenedBank } from './open-bank.ts';

/**
 * Reads and validates a bank file: sizes against `BANK_LIMITS` and the sizes stated in the file, schema, checksums, value ranges.
 * Entries that `bank.json` does not list are not unpacked.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function readBank(path: string): Promise<Bank> {
  const bytes = await readLimited(path);
  return unpackBank(bytes, path);
}

/**
 * Unpacks and validates a bank from the bytes of its file; `path` is for messages.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function unpackBank(bytes: Buffer, path: string): Promise<Bank> {
  return unpackSets(await openPackedBank(bytes, path));
}

/**
 * Validates a whole bank set by set, so that one set at a time is in memory.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function checkBank(bytes: Buffer, path: string): Promise<OpenedBank> {
  const opened = await openPackedBank(bytes, path);
  for (const set of opened.index.sets) await opened.readSet(set);
  return opened;
}

/**
 * Reads and validates `bank.json` of a bank file, and nothing else of it. Its curves are read from the file later.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function openBankFile(path: string): Promise<OpenedBank> {
  await withFile(path, async () => undefined);
  return openSource(path, path);
}

/**
 * Reads the size of `bank.json` from the table of contents of a bank file, bytes.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function readIndexSize(path: string): Promise<number> {
  await withFile(path, async () => undefined);
  try {
    return (await openZip(path, { maxEntries: MAX_BANK_ENTRIES })).sizeOf(BANK_INDEX);
  } catch (cause) {
    throw badBank(path, cause);
  }
}

/** As `openBankFile`, from the bytes of the file; `path` is for messages. */
export async function openPackedBank(bytes: Buffer, path: string): Promise<OpenedBank> {
  return openSource(bytes, path);
}

function openSource(source: ZipSource, path: string): Promise<OpenedBank> {
  return openBank(() => openZip(source, { maxEntries: MAX_BANK_ENTRIES }), path);
}

/** Reads the file's bytes; refuses a file above the size limit before reading it. */
function readLimited(path: string): Promise<Buffer> {
  return withFile(path, (file) => file.readFile());
}

/** Opens a file that is not above the size limit. */
async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    await refuseSpecialFile(path);
    file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > BANK_LIMITS.fileBytes) {
      throw badBank(path, new Error(`it has ${size} bytes, at most ${BANK_LIMITS.fileBytes} are allowed`));
    }
    return await work(file);
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw new NeurorackError('bad-file', `${path} cannot be read: ${reasonOf(cause)}`, {
      remedy: 'check the name of the file and its permissions',
      cause,
    });
  } finally {
    await file?.close();
  }
}
