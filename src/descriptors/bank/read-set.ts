import { createHash } from 'node:crypto';
import { checkSet } from '../check-set.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
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
