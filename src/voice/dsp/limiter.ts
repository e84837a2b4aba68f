/** -1 dBFS: below it the limiter changes nothing, bit for bit. */
export const LIMITER_KNEE = 10 ** (-1 / 20);

const HEADROOM = 1 - LIMITER_KNEE;

/** Limits peaks above -1 dBFS by a tanh of matching slope; never past 1. In place, without state. */
export function limit(into: Float32Array, from = 0, to = into.length): void {
  for (let n = from; n < to; n++) {
    const x = into[n];
    if (x > LIMITER_KNEE) into[n] = LIMITER_KNEE + HEADROOM * Math.tanh((x - LIMITER_KNEE) / HEADROOM);
    else if (x < -LIMITER_KNEE) into[n] = -LIMITER_KNEE - HEADROOM * Math.tanh((-x - LIMITER_KNEE) / HEADROOM);
  }
}
