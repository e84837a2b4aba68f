const STATE = 0;
const IDLE = 0;
const ARMED = 1;
const FOUND = 2;

/** Finds the first loud sample after it was armed; a bench measures the latency from a jack to the sink with it. */
export interface Probe {
  /** Starts to look for a sample of at least `threshold`. Main thread. */
  arm(threshold: number): void;
  /** Time at which the sample was handed to the sink, in µs; undefined until it is found. Main thread. */
  foundUs(): number | undefined;
  /**
   * Scans a period that is handed to the sink at `timeUs`. A sample's time is that of its place in the period. Audio thread.
   */
  scan(period: Float32Array, timeUs: number, sampleRate: number): void;
}

export function openProbe(memory: SharedArrayBuffer): Probe {
  const state = new Int32Array(memory, 0, 1);
  const values = new Float64Array(memory, 8, 2);
  return {
    arm: (threshold) => {
      Atomics.store(state, STATE, IDLE);
      values[0] = threshold;
      Atomics.store(state, STATE, ARMED);
    },
    foundUs: () => (Atomics.load(state, STATE) === FOUND ? values[1] : undefined),
    scan: (period, timeUs, sampleRate) => {
      if (Atomics.load(state, STATE) !== ARMED) return;
      const threshold = values[0];
      for (let i = 0; i < period.length; i++) {
        if (Math.abs(period[i]) < threshold) continue;
        values[1] = timeUs + (i * 1e6) / sampleRate;
        Atomics.store(state, STATE, FOUND);
        return;
      }
    },
  };
}
