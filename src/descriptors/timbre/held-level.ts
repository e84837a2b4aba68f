/**
 * The level that tracks follow: it rises with the level lane at once, holds a peak and then falls exponentially. Beating partials make the
 * lane beat; used as it is, it would modulate each of them and add partials that are not there.
 */
export interface HeldLevel {
  /** The level after the last sub-frame, one value: V8 would allocate a number that a function returns. */
  readonly value: Float64Array;
  reset(): void;
  /** Takes the level of the next sub-frame, `levels[n]`: V8 would allocate a number that is passed alone. */
  follow(levels: Float32Array, n: number): void;
}

/** For how long a peak is held, and the time in which the level then falls by 1/e. */
export interface HeldLevelTimes {
  readonly holdSamples: number;
  readonly releaseSeconds: number;
}

/** @param subframe samples of one level */
export function createHeldLevel(
  { holdSamples, releaseSeconds }: HeldLevelTimes,
  { subframe, sampleRate }: { readonly subframe: number; readonly sampleRate: number },
): HeldLevel {
  const hold = Math.max(1, Math.floor(holdSamples / subframe));
  const release = Math.exp(-subframe / (releaseSeconds * sampleRate));
  const recent = new Float64Array(hold);
  /** Largest of the recent levels, and the held one; numbers in an array, since V8 allocates those that a closure changes. */
  const state = new Float64Array(2);
  /** Index of the next level, and sub-frames since the largest one. */
  let at = 0;
  let age = 0;

  function largest(): number {
    let peak = 0;
    for (let n = 0; n < hold; n++) {
      const value = recent[(at + n) % hold];
      if (value < peak) continue;
      peak = value;
      age = hold - 1 - n;
    }
    return peak;
  }

  return {
    value: state.subarray(1),
    reset: () => {
      recent.fill(0);
      state.fill(0);
      at = 0;
      age = 0;
    },
    follow: (levels, n) => {
      const level = levels[n];
      recent[at] = level;
      at = (at + 1) % hold;
      age++;
      if (level >= state[0]) {
        state[0] = level;
        age = 0;
      } else if (age >= hold) state[0] = largest();
      state[1] = Math.max(state[0], state[1] * release);
    },
  };
}
