/** -1 dBFS: below it the limiter changes nothing, bit for bit. */
export const LIMITER_KNEE = 10 ** (-1 / 20);

const ROOM = 1 - LIMITER_KNEE;

/** Bends peaks above -1 dBFS over with a tanh of matching slope; never past 1. In place, without memory. */
export function limit(into: Float32Array, from = 0, to = into.length): void {
  for (let n = from; n < to; n++) {
    const x = into[n];
    if (x > LIMITER_KNEE) into[n] = LIMITER_KNEE + ROOM * Math.tanh((x - LIMITER_KNEE) / ROOM);
    else if (x < -LIMITER_KNEE) into[n] = -LIMITER_KNEE - ROOM * Math.tanh((-x - LIMITER_KNEE) / ROOM);
  }
}
