/** Removes a DC offset: a one-pole high-pass, y[n] = x[n] - x[n-1] + r y[n-1]. */
export interface DcBlocker {
  reset(): void;
  /** The last input and the last output. */
  readonly state: Float64Array;
  /** Filters `into[from ... to)` in place, by default all of it. */
  render(into: Float32Array, from?: number, to?: number): void;
}

const SILENT = 1e-20;

/** @param cutoffHz -3 dB point, about 5 Hz to leave the lowest boom alone */
export function createDcBlocker({ sampleRate, cutoffHz }: { sampleRate: number; cutoffHz: number }): DcBlocker {
  const r = Math.exp((-2 * Math.PI * cutoffHz) / sampleRate);
  // The last input and the last output, in an array: V8 allocates each number that a closure changes.
  const state = new Float64Array(2);
  return {
    state,
    reset: () => void state.fill(0),
    render: (into, from = 0, to = into.length) => {
      let x1 = state[0];
      let y1 = state[1];
      for (let n = from; n < to; n++) {
        const x = into[n];
        y1 = x - x1 + r * y1;
        // An inaudible tail would decay through denormal numbers, which are slow.
        if (y1 < SILENT && y1 > -SILENT) y1 = 0;
        x1 = x;
        into[n] = y1;
      }
      state[0] = x1;
      state[1] = y1;
    },
  };
}
