import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import type { Bank } from './bank.ts';
import { BANK_INDEX, BANK_LIMITS, type BankIndex, CURVES } from './bank-format.ts';
import { checkSizes, parseIndex } from './bank-index.ts';
import { readSet } from './read-set.ts';
import type { ZipEntries } from './zip-entries.ts';

/** Entries that the zip of a bank may have. */
export const MAX_BANK_ENTRIES = BANK_LIMITS.sets * (CURVES.length + 3) + 1;

/** A bank whose `bank.json` alone has been read. */
export interface OpenedBank {
  readonly index: BankIndex;
  /** Size of `bank.json`, bytes. */
  readonly indexBytes: number;
  /** Size of all curves, unpacked, bytes. */
  readonly curveBytes: number;
  /**
   * Unpacks and validates a set of the index.
   *
   * @throws NeurorackError 'bad-file' naming the file and the fault
   */
  readSet(set: BankIndex['sets'][number]): Promise<DescriptorSet>;
}

/**
 * Reads and validates `bank.json` of a bank.
 *
 * @param openZip opens the bank's zip, of `MAX_BANK_ENTRIES` entries at most
 * @param path for messages
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function openBank(openZip: () => Promise<ZipEntries>, path: string): Promise<OpenedBank> {
  try {
    const zip = await openZip();
    const index = parseIndex(await zip.read(BANK_INDEX, { maxBytes: BANK_LIMITS.indexBytes }));
    const curveBytes = checkSizes(index, zip);
    const indexBytes = zip.sizeOf(BANK_INDEX);
    return { index, indexBytes, curveBytes, readSet: (set) => readSetOf(zip, set, path) };
  } catch (cause) {
    throw badBank(path, cause);
  }
}

/**
 * Unpacks and validates all sets of a bank. Entries that `bank.json` does not list are not unpacked.
 *
 * @throws NeurorackError 'bad-file' naming the file and the fault
 */
export async function unpackSets({ index, readSet: read }: OpenedBank): Promise<Bank> {
  const sets: DescriptorSet[] = [];
  for (const set of index.sets) sets.push(await read(set));
  const { name, author, licence } = index;
  return { name, licence, sets, ...(author === undefined ? {} : { author }) };
}

async function readSetOf(zip: ZipEntries, set: BankIndex['sets'][number], path: string): Promise<DescriptorSet> {
  try {
    return await readSet(set, zip);
  } catch (cause) {
    throw badBank(path, cause);
  }
}

export function badBank(path: string, cause: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${path} is not a usable bank: ${reasonOf(cause)}`, {
    remedy: 'download the bank again, or build it with `neurorack bank build`',
    cause,
  });
}
