/** -1 dBFS: below it the limiter changes nothing, bit for bit. */
export const LIMITER_KNEE = 10 ** (-1 / 20);

const ROOM = 1 - LIMITER_KNEE;

/** Bends peaks above -1 dBFS over with a tanh of matching slope; never past 1. In place, without memory. */
export function limit(block: Float32Array): void {
  for (let n = 0; n < block.length; n++) {
    const x = block[n];
    if (x > LIMITER_KNEE) block[n] = LIMITER_KNEE + ROOM * Math.tanh((x - LIMITER_KNEE) / ROOM);
    else if (x < -LIMITER_KNEE) block[n] = -LIMITER_KNEE - ROOM * Math.tanh((-x - LIMITER_KNEE) / ROOM);
  }
}
