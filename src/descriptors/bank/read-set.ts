import { floatsOf } from '../../contracts/float-bytes.ts';
import { sha256 } from '../../files/sha256.ts';
import { checkSet } from '../check-set.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { pointsOfFrames } from '../timbre/moving-analysis.ts';
import { decodeMoving, movingBytesLimit } from '../timbre/moving-bytes.ts';
import type { Timbre } from '../timbre/timbre.ts';
import { CURVES, type CurveName, curveLength, mapCurves, type SetIndex } from './bank-format.ts';
import { TIMBRE_VALUES, timbreFromValues } from './timbre-values.ts';
import type { ZipEntries } from './zip-entries.ts';

/**
 * Unpacks and validates the curves of a set.
 *
 * @throws Error naming the fault: wrong checksum, wrong CRC-32, a value out of range
 */
export async function readSet(index: SetIndex, zip: ZipEntries): Promise<DescriptorSet> {
  const read = await readCurves(index, zip);
  const { f0Confidence, level, ...curves } = read;
  const { name, provenance, analysis, frames } = index;
  const timbre = index.timbre === undefined ? {} : { timbre: await readTimbre(index.timbre, index, zip) };
  const set: DescriptorSet = { name, provenance, analysis, frames, curves, f0Confidence, level, ...timbre };
  checkSet(set);
  return set;
}

async function readCurves(index: SetIndex, zip: ZipEntries): Promise<Record<CurveName, Float32Array>> {
  const read = mapCurves((name) => new Float32Array(curveLength(name, index.frames)));
  for (const name of CURVES) read[name].set(await readValues(index.curves[name], read[name].byteLength, zip));
  return read;
}

async function readTimbre(
  entry: NonNullable<SetIndex['timbre']>,
  { moving, frames }: SetIndex,
  zip: ZipEntries,
): Promise<Timbre> {
  const timbre = timbreFromValues(await readValues(entry, 4 * TIMBRE_VALUES, zip));
  return moving === undefined ? timbre : { ...timbre, moving: await readMoving(moving, frames, zip) };
}

async function readMoving(entry: NonNullable<SetIndex['moving']>, frames: number, zip: ZipEntries) {
  const points = pointsOfFrames(frames);
  const bytes = await readChecked(entry, movingBytesLimit(points), zip);
  try {
    return decodeMoving(bytes, points);
  } catch (cause) {
    throw new Error(`${entry.file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

type Entry = SetIndex['curves'][CurveName];

async function readChecked(
  { file, sha256: expected }: Entry,
  maxBytes: number,
  zip: ZipEntries,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await zip.read(file, { maxBytes });
  if ((await sha256(bytes)) !== expected) throw new Error(`${file} has the wrong checksum`);
  return bytes;
}

async function readValues(entry: Entry, maxBytes: number, zip: ZipEntries): Promise<Float32Array> {
  return floatsOf(await readChecked(entry, maxBytes, zip));
}
