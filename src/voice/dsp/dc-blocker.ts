/** Removes a DC offset: a one-pole high-pass, y[n] = x[n] - x[n-1] + r y[n-1]. */
export interface DcBlocker {
  reset(): void;
  /** Filters `into[from ... to)` in place, by default all of it. */
  render(into: Float32Array, from?: number, to?: number): void;
}

const SILENT = 1e-20;

/** @param cutoffHz -3 dB point, about 5 Hz to leave the lowest boom alone */
export function createDcBlocker({ sampleRate, cutoffHz }: { sampleRate: number; cutoffHz: number }): DcBlocker {
  const r = Math.exp((-2 * Math.PI * cutoffHz) / sampleRate);
  let before = 0;
  let out = 0;
  return {
    reset: () => {
      before = 0;
      out = 0;
    },
    render: (into, from = 0, to = into.length) => {
      // Locals: V8 allocates a number that a closure keeps anew at each change.
      let [x1, y1] = [before, out];
      for (let n = from; n < to; n++) {
        const x = into[n];
        y1 = x - x1 + r * y1;
        // An inaudible tail would decay through denormal numbers, which are slow.
        if (y1 < SILENT && y1 > -SILENT) y1 = 0;
        x1 = x;
        into[n] = y1;
      }
      before = x1;
      out = y1;
    },
  };
}
