import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { NeurorackError } from '../../contracts/errors.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { checkSet } from '../check-set.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { encodeMoving, MEMORY_PER_STORED_BYTE } from '../timbre/moving-bytes.ts';
import type { Bank } from './bank.ts';
import {
  BANK_FORMAT,
  BANK_INDEX,
  BANK_LIMITS,
  BANK_VERSION,
  type BankIndex,
  bankSchema,
  CURVE_UNITS,
  type CurveName,
  curveBytesOfAll,
  mapCurves,
  ratioFault,
  type SetIndex,
} from './bank-format.ts';
import { timbreToValues } from './timbre-values.ts';

/** The earliest date of the zip format. Zip dates are local times without a zone, so this one is the same everywhere. */
const FIRST_DOS_DATE = new Date(1980, 0, 1);
/** Local and central header of a zip entry without its name, bytes. */
const ZIP_HEADER_BYTES = 30 + 46;

/**
 * Writes a bank file atomically.
 *
 * @throws NeurorackError 'bad-input' when `readBank` would refuse the bank; 'cannot-write' naming the file
 */
export async function writeBank(path: string, bank: Bank): Promise<void> {
  await writeFileAtomically(path, packBank(bank));
}

/**
 * Encodes a bank as the bytes of its file; the same bank gives the same bytes on any day and machine.
 *
 * @throws NeurorackError 'bad-input' when `readBank` would refuse the bank
 */
export function packBank(bank: Bank): Uint8Array {
  const files = new Map<string, Uint8Array>();
  const index: BankIndex = {
    format: BANK_FORMAT,
    formatVersion: BANK_VERSION,
    name: bank.name,
    ...(bank.author === undefined ? {} : { author: bank.author }),
    licence: bank.licence,
    units: CURVE_UNITS,
    sets: bank.sets.map((set, n) => indexSet(set, `sets/${n}`, files)),
  };
  const movingBytes = index.sets.reduce((sum, { moving }) => sum + (files.get(moving?.file ?? '')?.length ?? 0), 0);
  checkIndex(index, curveBytesOfAll(index.sets) + MEMORY_PER_STORED_BYTE * movingBytes);
  const entries = [[BANK_INDEX, new TextEncoder().encode(`${JSON.stringify(index, null, 1)}\n`)] as const, ...files];
  const bytes = pack(entries);
  const unpackedBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (unpackedBytes > BANK_LIMITS.ratioFreeBytes) {
    const headerBytes = [...files.keys()].reduce((sum, name) => sum + ZIP_HEADER_BYTES + 2 * name.length, 0);
    checkFault(index, ratioFault(unpackedBytes, bytes.length - pack(entries.slice(0, 1)).length - headerBytes));
  }
  return bytes;
}

const pack = (entries: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
  zipSync(Object.fromEntries(entries), { level: 9, mtime: FIRST_DOS_DATE });

function indexSet(set: DescriptorSet, folder: string, files: Map<string, Uint8Array>): SetIndex {
  checkSet(set);
  const storeBytes = (name: string, bytes: Uint8Array): { file: string; sha256: string } => {
    const file = `${folder}/${name}`;
    files.set(file, bytes);
    return { file, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const store = (name: string, values: Float32Array) => storeBytes(`${name}.f32`, littleEndian(values));
  const { provenance, analysis, timbre } = set;
  return {
    name: set.name,
    provenance: {
      source: provenance.source,
      ...(provenance.author === undefined ? {} : { author: provenance.author }),
      licence: provenance.licence,
    },
    analysis: {
      sampleRate: analysis.sampleRate,
      hop: analysis.hop,
      windows: {
        rms: analysis.windows.rms,
        spectral: analysis.windows.spectral,
        zcr: analysis.windows.zcr,
        f0: analysis.windows.f0,
      },
      ditherDb: analysis.ditherDb,
    },
    frames: set.frames,
    curves: mapCurves((name) => store(name, curveOf(set, name))),
    ...(timbre === undefined ? {} : { timbre: store('timbre', timbreToValues(timbre)) }),
    ...(timbre?.moving === undefined ? {} : { moving: storeBytes('moving.bin', encodeMoving(timbre.moving)) }),
  };
}

function curveOf(set: DescriptorSet, name: CurveName): Float32Array {
  return name === 'level' || name === 'f0Confidence' ? set[name] : set.curves[name];
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => void bytes.setFloat32(4 * i, value, true));
  return new Uint8Array(bytes.buffer);
}

function checkIndex(index: BankIndex, memoryBytes: number): void {
  const { error } = bankSchema.safeParse(index);
  const names = index.sets.map(({ name }) => name);
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  const fault =
    error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0] ??
    (duplicate === undefined ? undefined : `two sets are named '${duplicate}'`) ??
    (memoryBytes > BANK_LIMITS.curveBytes
      ? `the curves take more than ${BANK_LIMITS.curveBytes / 2 ** 20} MiB`
      : undefined);
  checkFault(index, fault);
}

function checkFault(index: BankIndex, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new NeurorackError('bad-input', `the bank '${index.name}' cannot be stored: ${fault}`, {
    remedy: 'correct the named field, or split the bank',
  });
}
