/** Time in which 63 % of a step are done, seconds. */
const TIME_CONSTANT = 0.001;

/** A gain that follows its target smoothly. */
export interface SmoothGain {
  /** Sets the target from the next sample on. */
  setTarget(gain: number): void;
  /** Returns to 1 at once. */
  reset(): void;
  /** Is at its target at once. @returns the factor of the step */
  jump(): number;
  /** Multiplies `into[from ... to)`. */
  apply(into: Float32Array, from: number, to: number): void;
}

export function createSmoothGain({ sampleRate }: { readonly sampleRate: number }): SmoothGain {
  const share = 1 - Math.exp(-1 / (TIME_CONSTANT * sampleRate));
  let gain = 1;
  let target = 1;
  return {
    setTarget: (next) => {
      target = next;
    },
    reset: () => {
      gain = 1;
      target = 1;
    },
    jump: () => {
      const step = target / gain;
      gain = target;
      return step;
    },
    apply: (into, from, to) => {
      if (gain === target) {
        if (gain !== 1) for (let n = from; n < to; n++) into[n] *= gain;
        return;
      }
      let now = gain;
      for (let n = from; n < to; n++) {
        now += share * (target - now);
        if (Math.abs(now - target) < 1e-6) now = target;
        into[n] *= now;
      }
      gain = now;
    },
  };
}
