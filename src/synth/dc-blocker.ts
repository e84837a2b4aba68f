/** Removes what stands still: a one-pole high-pass, y[n] = x[n] - x[n-1] + r y[n-1]. */
export interface DcBlocker {
  reset(): void;
  /** Filters `block` in place. */
  render(block: Float32Array): void;
}

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
    render: (block) => {
      for (let n = 0; n < block.length; n++) {
        const x = block[n];
        out = x - before + r * out;
        before = x;
        block[n] = out;
      }
      // A tail that nobody hears would decay through denormal numbers, which are slow.
      if (Math.abs(out) < 1e-20) out = 0;
    },
  };
}
