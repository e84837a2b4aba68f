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

/** The principal axes of what a model reads of a bank's timbres, and the places of sets along them. Main thread. */
export interface LatentSpace {
  readonly axes: LatentAxes;
  /** The mean place of a set, in the bank or not, in standard deviations; undefined where the model reads nothing of it. Measured once a set. */
  placeOf(set: DescriptorSet): Float64Array | undefined;
}

/** Measures a bank, at most 2000 rows of it. Undefined where too little sounds. */
export function measureLatents(sets: readonly DescriptorSet[], reader: LatentReader): LatentSpace | undefined {
  const limit = Math.min(Math.max(Math.floor(ROWS / Math.max(sets.length, 1)), MIN_SET_ROWS), MAX_SET_ROWS);
  const axes = measureAxes(
    sets.flatMap((set) => readRows(set, reader, limit)),
    reader.size,
  );
  return axes && createLatentSpace(axes, reader);
}

/** The space of axes that have been measured before. */
export function createLatentSpace(axes: LatentAxes, reader: LatentReader): LatentSpace {
  const places = new WeakMap<DescriptorSet, Float64Array>();
  return {
    axes,
    placeOf: (set) => {
      const known = places.get(set);
      if (known !== undefined) return known;
      const rows = readRows(set, reader, MAX_SET_ROWS);
      if (rows.length === 0) return undefined;
      const place = placeOf(axes, meanOf(rows, reader.size));
      places.set(set, place);
      return place;
    },
  };
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
