/** Sub-frames for which a peak is held: 512 samples, as in the level lane of a set. */
const HELD = 16;
/** Below this level, -54 dBFS, the decoder's sound is not made louder any more. */
const FLOOR = 0.002;
/** Samples over which a gain falls; it rises over the whole sub-frame. */
const FALL = 8;

/**
 * Gives a sound the level of a lane. Its own level is measured as that of a sound for a lane, so that a decoder that answers with the sound that was
 * encoded passes unchanged.
 */
export interface LevelFollower {
  reset(): void;
  /** Scales the sub-frame in place to `level`, linear. */
  apply(samples: Float32Array, level: number): void;
}

export function createLevelFollower(): LevelFollower {
  const recent = new Float64Array(HELD);
  let at = 0;
  let gain = 0;
  return {
    reset: () => {
      recent.fill(0);
      at = 0;
      gain = 0;
    },
    apply: (samples, level) => {
      const length = samples.length;
      let sum = 0;
      for (let n = 0; n < length; n++) sum += samples[n] * samples[n];
      recent[at] = Math.sqrt(sum / length);
      at = (at + 1) % HELD;
      let held = FLOOR;
      for (let i = 0; i < HELD; i++) held = Math.max(held, recent[i]);
      const next = level / held;
      const ramp = next < gain ? Math.min(FALL, length) : length;
      const step = (next - gain) / ramp;
      for (let n = 0; n < length; n++) samples[n] *= n < ramp ? gain + step * (n + 1) : next;
      gain = next;
    },
  };
}
