/** Bottom of the meter, dB below full scale. */
const MIN_DB = -60;
/** Hold time of the highest peak, ms. */
const HOLD_MS = 1200;

export interface Level {
  /** Peak of these samples as a share of the meter, 0-1. */
  readonly share: number;
  /** The held peak, 0-1. */
  readonly peakShare: number;
  readonly text: string;
}

/** Peak level in dB below full scale, with the highest held for a while. */
export function createLevelMeter(): { read(samples: Float32Array, nowMs: number): Level } {
  let highest = MIN_DB;
  let heldSinceMs = 0;
  return {
    read: (samples, nowMs) => {
      let peak = 0;
      for (const x of samples) peak = Math.max(peak, Math.abs(x));
      const db = Math.max(MIN_DB, 20 * Math.log10(Math.max(peak, 1e-6)));
      if (db >= highest || nowMs - heldSinceMs > HOLD_MS) {
        highest = db;
        heldSinceMs = nowMs;
      }
      const text = highest <= MIN_DB ? 'silent' : `peak ${highest.toFixed(1)} dBFS`;
      return { share: shareOf(db), peakShare: shareOf(highest), text };
    },
  };
}

const shareOf = (db: number): number => 1 - db / MIN_DB;
