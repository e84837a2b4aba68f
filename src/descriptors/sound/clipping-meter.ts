/** Full scale: the highest positive number of 8 bits is 0.992. */
const FULL_SCALE = 0.99;
/** Equal samples in a row from which a run counts. */
const MIN_RUN = 3;
/** Step into or out of a run from which it is cut off: the round top of a low tone has steps of up to four roundings beside it. */
const STEPS = { fine: 8 / 2 ** 15, coarse: 4 / 2 ** 7 };

/** Counts where one channel is clipped: three or more equal samples at full scale that begin or end in a step. */
export function createClippingMeter() {
  const found = { fine: { samples: 0, runs: 0 }, coarse: { samples: 0, runs: 0 } };
  /** Whether all samples are multiples of 1/128, those of 8 bits. */
  let isCoarse = true;
  let value = 0;
  let length = 0;
  let entry = 0;

  function endRun(exit: number): void {
    if (length < MIN_RUN || Math.abs(value) < FULL_SCALE) return;
    for (const grid of ['fine', 'coarse'] as const) {
      if (Math.max(entry, exit) <= STEPS[grid]) continue;
      found[grid].samples += length;
      found[grid].runs++;
    }
  }

  return {
    push(samples: Float32Array, from: number, to: number): void {
      for (let n = from; n < to; n++) {
        const x = samples[n];
        isCoarse &&= Number.isInteger(x * 128);
        if (x === value) {
          length++;
          continue;
        }
        const step = Math.abs(x - value);
        endRun(step);
        value = x;
        length = 1;
        entry = step;
      }
    },
    /** Ends the stream: samples and runs that are clipped. */
    result(): { readonly samples: number; readonly runs: number } {
      endRun(0);
      length = 0;
      return isCoarse ? found.coarse : found.fine;
    },
  };
}
