/** Time in which 63 % of a step are done, seconds. */
const TIME_CONSTANT = 0.001;

/** A gain that follows its target smoothly. */
export interface SmoothGain {
  /** Sets the target from the next sample on. */
  setTarget(gain: number): void;
  /** The present gain. */
  gain: number;
  /** Returns to 1 at once. */
  reset(): void;
  /** Is at its target at once. @returns the factor of the step */
  jump(): number;
  /** Multiplies `into[from ... to)`. */
  apply(into: Float32Array, from: number, to: number): void;
}

export function createSmoothGain({ sampleRate }: { readonly sampleRate: number }): SmoothGain {
  const share = 1 - Math.exp(-1 / (TIME_CONSTANT * sampleRate));
  // Gain and target, in an array: V8 allocates each number that a closure changes.
  const state = Float64Array.of(1, 1);
  return {
    get gain() {
      return state[0];
    },
    set gain(gain) {
      state[0] = gain;
    },
    setTarget: (next) => {
      state[1] = next;
    },
    reset: () => void state.fill(1),
    jump: () => {
      const step = state[1] / state[0];
      state[0] = state[1];
      return step;
    },
    apply: (into, from, to) => {
      let now = state[0];
      const target = state[1];
      if (now === target) {
        if (now !== 1) for (let n = from; n < to; n++) into[n] *= now;
        return;
      }
      for (let n = from; n < to; n++) {
        now += share * (target - now);
        if (Math.abs(now - target) < 1e-6) now = target;
        into[n] *= now;
      }
      state[0] = now;
    },
  };
}
