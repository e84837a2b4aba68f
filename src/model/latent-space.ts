import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { type LatentAxes, measureAxes, placeOf } from '../descriptors/timbre/latent-axes.ts';

/** Rows that are read of one bank, and the bounds of a set. */
const ROWS = 2000;
const MAX_SET_ROWS = 40;
const MIN_SET_ROWS = 4;
/** Rows where a set is further below its loudest frame are left out: 40 dB. */
const AUDIBLE = 0.01;

/** Reads the values that a model takes of a set’s timbre beside the descriptors. */
export interface LatentReader {
  /** Values a row. */
  readonly size: number;
  /** The row at a frame of the set; undefined where the set has none. */
  rowAt(set: DescriptorSet, frame: number): Float64Array | undefined;
}

/** The principal axes of what a model reads of a bank's timbres, and the mean place of each set along them. */
export interface LatentSpace {
  readonly axes: LatentAxes;
  /** By name of the set, in standard deviations. */
  readonly places: ReadonlyMap<string, Float64Array>;
}

/** Measures a bank, at most 2000 rows of it. Undefined where too little sounds. */
export function measureLatents(
  sets: readonly DescriptorSet[],
  reader: LatentReader,
  known?: LatentAxes,
): LatentSpace | undefined {
  const limit = Math.min(Math.max(Math.floor(ROWS / Math.max(sets.length, 1)), MIN_SET_ROWS), MAX_SET_ROWS);
  const rows = sets.map((set) => readRows(set, reader, limit));
  const axes = known ?? measureAxes(rows.flat(), reader.size);
  if (axes === undefined) return undefined;
  const places = new Map<string, Float64Array>();
  for (const [n, { name }] of sets.entries()) {
    if (rows[n].length > 0) places.set(name, placeOf(axes, meanOf(rows[n], reader.size)));
  }
  return { axes, places };
}

function readRows(set: DescriptorSet, reader: LatentReader, limit: number): readonly Float64Array[] {
  const loudest = set.curves.rms.reduce((largest, value) => Math.max(largest, value), 0);
  const step = Math.max(Math.floor(set.frames / limit), 1);
  const rows: Float64Array[] = [];
  for (let k = 0; k < set.frames; k += step) {
    if (set.curves.rms[k] < AUDIBLE * loudest) continue;
    const row = reader.rowAt(set, k);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

function meanOf(rows: readonly Float64Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) mean[i] += row[i] / rows.length;
  return mean;
}
