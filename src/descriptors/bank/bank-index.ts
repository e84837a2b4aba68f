import { checkSetLength } from '../check-set.ts';
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
} from './bank-format.ts';
import type { ZipEntries } from './zip-entries.ts';

/**
 * Parses `bank.json`.
 *
 * @throws Error naming the fault: not JSON, another format, a newer version, a wrong field, two sets of a name, a file named twice
 */
export function parseIndex(bytes: Buffer): BankIndex {
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
  for (const { name, curves, timbre } of sets) {
    if (names.has(name)) throw new Error(`two sets are named '${name}'`);
    names.add(name);
    for (const { file } of [...Object.values(curves), ...(timbre === undefined ? [] : [timbre])]) {
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
 * @returns the unpacked size of all curves, bytes
 * @throws Error naming the fault
 */
export function checkSizes(index: BankIndex, zip: ZipEntries): number {
  let total = 0;
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
      packed += zip.packedSizeOf(file);
    }
    if (set.timbre !== undefined) total += zip.sizeOf(set.timbre.file);
  }
  if (total > BANK_LIMITS.curveBytes)
    throw new Error(`its curves take ${total} bytes, at most ${BANK_LIMITS.curveBytes} are allowed`);
  const fault = ratioFault(total, packed);
  if (fault !== undefined) throw new Error(fault);
  return total;
}
