import { checkSetLength } from '../check-set.ts';
import { pointsOfFrames } from '../timbre/moving-analysis.ts';
import { MEMORY_PER_STORED_BYTE, movingBytesLimit } from '../timbre/moving-bytes.ts';
import { parseVisibleJson } from '../visible-text.ts';
import {
  BANK_FORMAT,
  BANK_INDEX,
  BANK_LIMITS,
  BANK_VERSION,
  type BankIndex,
  bankSchema,
  CURVES,
  curveLength,
  ratioFault,
  type SetIndex,
} from './bank-format.ts';
import type { ZipEntries } from './zip-entries.ts';

/**
 * Parses `bank.json`.
 *
 * @throws Error naming the fault: not JSON, another format, a newer version, a wrong field, two sets of a name, a file named twice
 */
export function parseIndex(bytes: Uint8Array): BankIndex {
  // Invisible characters are removed, not refused: banks of earlier versions may have them in names.
  const found = parseVisibleJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const version = versionOf(found);
  if (version !== undefined && version > BANK_VERSION) {
    throw new Error(`format version ${version} is newer than this neurorack supports (${BANK_VERSION})`);
  }
  const result = bankSchema.safeParse(found);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${BANK_INDEX}: ${issue?.path.join('.') || 'content'}: ${issue?.message}`);
  }
  checkUnique(result.data);
  return result.data;
}

/** Refuses two sets of a name, and a file that two curves share: it would be unpacked once for each. */
function checkUnique({ sets }: BankIndex): void {
  const names = new Set<string>();
  const files = new Set([BANK_INDEX]);
  for (const { name, curves, timbre, moving } of sets) {
    if (names.has(name)) throw new Error(`two sets are named '${name}'`);
    names.add(name);
    if (moving !== undefined && timbre === undefined) {
      throw new Error(`${BANK_INDEX}: the set '${name}' has 'moving' without the 'timbre' that it belongs to`);
    }
    for (const { file } of [...Object.values(curves), timbre, moving].filter((one) => one !== undefined)) {
      if (files.has(file)) throw new Error(`${BANK_INDEX} names ${file} twice`);
      files.add(file);
    }
  }
}

function versionOf(found: unknown): number | undefined {
  if (typeof found !== 'object' || found === null || !('format' in found) || found.format !== BANK_FORMAT)
    return undefined;
  return 'formatVersion' in found && typeof found.formatVersion === 'number' ? found.formatVersion : undefined;
}

/**
 * Checks all that needs no curve to be unpacked.
 *
 * @returns the size of all curves and timbres in memory, bytes
 * @throws Error naming the fault
 */
export function checkSizes(index: BankIndex, zip: ZipEntries): number {
  let total = 0;
  let unpacked = 0;
  let packed = 0;
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
    if (set.moving !== undefined) total += MEMORY_PER_STORED_BYTE * movingSize(set, zip);
    for (const { file } of [...Object.values(set.curves), set.timbre, set.moving].filter((one) => one !== undefined)) {
      unpacked += zip.sizeOf(file);
      packed += zip.packedSizeOf(file);
    }
  }
  if (total > BANK_LIMITS.curveBytes)
    throw new Error(`its curves take ${total} bytes, at most ${BANK_LIMITS.curveBytes} are allowed`);
  const fault = ratioFault(unpacked, packed);
  if (fault !== undefined) throw new Error(fault);
  return total;
}

function movingSize({ name, moving, frames }: SetIndex, zip: ZipEntries): number {
  if (moving === undefined) return 0;
  const stated = zip.sizeOf(moving.file);
  const most = movingBytesLimit(pointsOfFrames(frames));
  if (stated > most)
    throw new Error(
      `${moving.file} has ${stated} bytes, at most ${most} are allowed for ${frames} frames of '${name}'`,
    );
  return stated;
}
