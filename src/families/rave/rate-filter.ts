/** Zero crossings of the sinc on either side, at the lower of the two rates. */
const CROSSINGS = 64;
/** Table points from one zero crossing to the next; linear between them the error is below -100 dB. */
const POINTS = 512;
/** Share of the lower rate's band that passes; images and aliases begin above it. */
const CUTOFF = 0.94;
/** Of the Kaiser window: 96 dB. */
const BETA = 9.6;

/** Samples on either side of a place that `RateFilter` reads. */
export function filterReach(ratio: number): number {
  return ratio === 1 ? 0 : Math.ceil(CROSSINGS * Math.max(ratio, 1));
}

/** Reads a signal between its samples: a windowed sinc that passes 94 % of the band of the lower rate. */
export interface RateFilter {
  /** The value at `place` of `samples`, in samples; `filterReach` samples on either side have to be there. */
  at(samples: Float32Array, place: number): number;
}

/** @param ratio samples that are read a sample that is made */
export function createRateFilter(ratio: number): RateFilter {
  const scale = 1 / Math.max(ratio, 1);
  const reach = filterReach(ratio);
  const table = new Float64Array(CROSSINGS * POINTS + 2);
  for (let i = 0; i < CROSSINGS * POINTS; i++) {
    const x = i / POINTS;
    const angle = Math.PI * CUTOFF * x;
    const sinc = i === 0 ? 1 : Math.sin(angle) / angle;
    table[i] = scale * CUTOFF * sinc * kaiser(x / CROSSINGS);
  }
  return {
    at: (samples, place) => {
      const whole = Math.floor(place);
      const share = place - whole;
      let sum = 0;
      for (let k = 1 - reach; k <= reach; k++) {
        const cell = Math.abs(k - share) * scale * POINTS;
        const low = Math.floor(cell);
        if (low > CROSSINGS * POINTS) continue;
        const value = table[low];
        sum += samples[whole + k] * (value + (table[low + 1] - value) * (cell - low));
      }
      return sum;
    },
  };
}

/** The Kaiser window at `x` of its half, 0 to 1. */
const kaiser = (x: number): number => bessel(BETA * Math.sqrt(Math.max(1 - x * x, 0))) / bessel(BETA);

/** The modified Bessel function of order 0. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 60; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
