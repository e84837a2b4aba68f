import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { checkSet, checkSetLength } from '../check-set.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import type { Timbre } from '../timbre/timbre.ts';
import type { Bank } from './bank.ts';
import {
  BANK_FORMAT,
  BANK_INDEX,
  BANK_LIMITS,
  BANK_VERSION,
  type BankIndex,
  bankSchema,
  CURVES,
  type CurveName,
  curveLength,
  mapCurves,
  type SetIndex,
} from './bank-format.ts';
import { TIMBRE_VALUES, timbreFromValues } from './timbre-values.ts';
import { openZip, type ZipEntries } from './zip-entries.ts';

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
  try {
    const maxEntries = BANK_LIMITS.sets * (CURVES.length + 2) + 1;
    const zip = await openZip(bytes, { maxEntries });
    const index = parseIndex(await zip.read(BANK_INDEX, { maxBytes: BANK_LIMITS.indexBytes }));
    checkSizes(index, zip);
    const sets: DescriptorSet[] = [];
    for (const set of index.sets) sets.push(await readSet(set, zip));
    const { name, author, licence } = index;
    return { name, licence, sets, ...(author === undefined ? {} : { author }) };
  } catch (cause) {
    throw badBank(path, cause);
  }
}

function parseIndex(bytes: Buffer): BankIndex {
  const found: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const version = versionOf(found);
  if (version !== undefined && version > BANK_VERSION) {
    throw new Error(`format version ${version} is newer than this neurorack supports (${BANK_VERSION})`);
  }
  const result = bankSchema.safeParse(found);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${BANK_INDEX}: ${issue?.path.join('.') || 'content'}: ${issue?.message}`);
  }
  const names = new Set<string>();
  for (const { name } of result.data.sets) {
    if (names.has(name)) throw new Error(`two sets are named '${name}'`);
    names.add(name);
  }
  return result.data;
}

function versionOf(found: unknown): number | undefined {
  if (typeof found !== 'object' || found === null || !('format' in found) || found.format !== BANK_FORMAT)
    return undefined;
  return 'formatVersion' in found && typeof found.formatVersion === 'number' ? found.formatVersion : undefined;
}

/** Checks everything that does not need a curve to be unpacked. */
function checkSizes(index: BankIndex, zip: ZipEntries): void {
  let total = 0;
  for (const set of index.sets) {
    checkSetLength(set);
    for (const name of CURVES) {
      const { file } = set.curves[name];
      const expected = 4 * curveLength(name, set.frames);
      const stated = zip.sizeOf(file);
      if (stated !== expected) {
        throw new Error(`${file} has ${stated} bytes, ${set.frames} frames of '${set.name}' need ${expected}`);
      }
      total += expected;
    }
    if (set.timbre !== undefined) total += zip.sizeOf(set.timbre.file);
  }
  if (total > BANK_LIMITS.curveBytes)
    throw new Error(`its curves take ${total} bytes, at most ${BANK_LIMITS.curveBytes} are allowed`);
}

async function readSet(index: SetIndex, zip: ZipEntries): Promise<DescriptorSet> {
  const read = await readCurves(index, zip);
  const { f0Confidence, level, ...curves } = read;
  const { name, provenance, analysis, frames } = index;
  const timbre = index.timbre === undefined ? {} : { timbre: await readTimbre(index.timbre, zip) };
  const set: DescriptorSet = { name, provenance, analysis, frames, curves, f0Confidence, level, ...timbre };
  checkSet(set);
  return set;
}

async function readCurves(index: SetIndex, zip: ZipEntries): Promise<Record<CurveName, Float32Array>> {
  const read = mapCurves((name) => new Float32Array(curveLength(name, index.frames)));
  for (const name of CURVES) read[name].set(await readValues(index.curves[name], read[name].byteLength, zip));
  return read;
}

async function readTimbre(entry: NonNullable<SetIndex['timbre']>, zip: ZipEntries): Promise<Timbre> {
  return timbreFromValues(await readValues(entry, 4 * TIMBRE_VALUES, zip));
}

async function readValues(
  { file, sha256 }: SetIndex['curves'][CurveName],
  maxBytes: number,
  zip: ZipEntries,
): Promise<Float32Array> {
  const bytes = await zip.read(file, { maxBytes });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${file} has the wrong checksum`);
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** Reads the file's bytes; refuses a file above the size limit before reading it. */
async function readLimited(path: string): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > BANK_LIMITS.fileBytes) {
      throw badBank(path, new Error(`it has ${size} bytes, at most ${BANK_LIMITS.fileBytes} are allowed`));
    }
    return await file.readFile();
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

function badBank(path: string, cause: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${path} is not a usable bank: ${reasonOf(cause)}`, {
    remedy: 'download the bank again, or build it with `neurorack bank build`',
    cause,
  });
}
