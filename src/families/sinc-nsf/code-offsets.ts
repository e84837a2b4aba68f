import { addLatents, isMoved, plainAxes } from '../../descriptors/timbre/latent-axes.ts';
import type { TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { clamp } from '../../numeric/clamp.ts';

/** Bound of the values of a code: both encoders end in `2 tanh(x / 2)`. */
const MAX_CODE = 2;
/** Of a code's value, where the bank's axes were not measured. */
const TYPICAL_DEVIATION = 0.5;

/** The part of a timbre code that the player's latents add. */
export interface CodeOffsets {
  /** Moves the code that begins at `at` along the mix's axes, within the bounds of a code; at 0 it stays as it is, bit for bit. */
  add(mix: TimbreMix, into: Float32Array, at: number): void;
}

export function createCodeOffsets(code: number): CodeOffsets {
  const plain = plainAxes(code, TYPICAL_DEVIATION);
  return {
    add: ({ latents, axes }, into, at) => {
      if (!isMoved(latents)) return;
      addLatents(axes?.size === code ? axes : plain, latents, 1, into, at);
      for (let i = at; i < at + code; i++) into[i] = clamp(into[i], -MAX_CODE, MAX_CODE);
    },
  };
}
