/** Bins an octave: each is 9 % wide. */
const BINS_PER_OCTAVE = 8;
const OCTAVES = 20;
const BINS = BINS_PER_OCTAVE * OCTAVES + 1;

/** Bytes of shared memory that a histogram takes. */
export const HISTOGRAM_BYTES = 4 * (BINS + 3);

/** Times between 1 µs and 1 s in bins an eighth of an octave wide, in shared memory: one thread adds, others read. */
export interface Histogram {
  /** Counts a time in µs; below 1 and above 2^20 count in the outermost bins. Allocates nothing. */
  add(us: number): void;
  /** The quantile `q` (0..1) of the times, as the upper edge of its bin in µs; 0 while empty. */
  quantile(q: number): number;
  /** Edges in µs and counts of the bins that are not empty. */
  bins(): { readonly fromUs: number; readonly toUs: number; readonly count: number }[];
  readonly count: number;
  /** The largest time, in whole µs, rounded up. */
  readonly maxUs: number;
  reset(): void;
}

/** A view of `HISTOGRAM_BYTES` bytes of `buffer`. */
export function openHistogram(buffer: SharedArrayBuffer, byteOffset = 0): Histogram {
  const counts = new Int32Array(buffer, byteOffset, BINS);
  const totals = new Int32Array(buffer, byteOffset + 4 * BINS, 2);
  const upperEdge = (bin: number): number => 2 ** (bin / BINS_PER_OCTAVE);
  return {
    add: (us) => {
      const bin = us <= 1 ? 0 : Math.min(Math.ceil(BINS_PER_OCTAVE * Math.log2(us)), BINS - 1);
      Atomics.add(counts, bin, 1);
      Atomics.add(totals, 0, 1);
      if (us > Atomics.load(totals, 1)) Atomics.store(totals, 1, Math.ceil(us));
    },
    quantile: (q) => {
      const wanted = Math.max(1, Math.ceil(q * Atomics.load(totals, 0)));
      let sum = 0;
      for (let bin = 0; bin < BINS; bin++) {
        sum += Atomics.load(counts, bin);
        if (sum >= wanted) return Math.min(upperEdge(bin), Atomics.load(totals, 1));
      }
      return 0;
    },
    bins: () =>
      [...counts].flatMap((count, bin) =>
        count === 0 ? [] : [{ fromUs: bin === 0 ? 0 : upperEdge(bin - 1), toUs: upperEdge(bin), count }],
      ),
    get count() {
      return Atomics.load(totals, 0);
    },
    get maxUs() {
      return Atomics.load(totals, 1);
    },
    reset: () => {
      counts.fill(0);
      totals.fill(0);
    },
  };
}
