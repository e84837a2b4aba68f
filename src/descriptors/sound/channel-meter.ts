import { createClippingMeter } from './clipping-meter.ts';

/** Power of the mean to that of channels without relation, below which channels cancel each other. */
const CANCELLED_RATIO = 0.1;
/** Variance below which a channel is silent, -100 dBFS. */
const SILENT_POWER = 1e-10;

/** Channels that cancel each other in their mean. */
export interface Cancellation {
  /** Number of the loudest channel, from 0. */
  readonly loudest: number;
  readonly channels: number;
  /** Level of the mean relative to the loudest channel, dB; -Infinity when nothing is left. */
  readonly meanDb: number;
}

/** Measures the channels of a sound while they are mixed. */
export interface ChannelMeter {
  /** Takes the part `from` to `to` of one block per channel, and the mean of that part. */
  push(channels: readonly Float32Array[], mean: Float32Array, from: number, to: number): void;
  /** Present when the mean has less than a tenth of the power that channels without relation would have; DC does not count. */
  cancellation(): Cancellation | undefined;
  /** Samples and runs at full scale in all channels. */
  clipping(): { readonly samples: number; readonly runs: number };
}

export function createChannelMeter(): ChannelMeter {
  const meters: { readonly spread: Spread; readonly clipping: ReturnType<typeof createClippingMeter> }[] = [];
  const mix = createSpread();
  return {
    push(channels, mean, from, to) {
      mix.push(mean, 0, mean.length);
      for (const [n, channel] of channels.entries()) {
        meters[n] ??= { spread: createSpread(), clipping: createClippingMeter() };
        meters[n].spread.push(channel, from, to);
        meters[n].clipping.push(channel, from, to);
      }
    },
    cancellation() {
      const powers = meters.map(({ spread }) => spread.variance());
      const power = powers.reduce((max, one) => Math.max(max, one), 0);
      const unrelated = powers.reduce((sum, one) => sum + one, 0) / powers.length ** 2;
      if (powers.length < 2 || power < SILENT_POWER || mix.variance() >= CANCELLED_RATIO * unrelated) return undefined;
      const meanDb = 10 * Math.log10(Math.max(0, mix.variance()) / power);
      return { loudest: powers.indexOf(power), channels: powers.length, meanDb };
    },
    clipping() {
      const found = meters.map(({ clipping }) => clipping.result());
      return {
        samples: found.reduce((sum, { samples }) => sum + samples, 0),
        runs: found.reduce((sum, { runs }) => sum + runs, 0),
      };
    },
  };
}

type Spread = ReturnType<typeof createSpread>;

/** Variance of a stream of samples. */
function createSpread() {
  let count = 0;
  let sum = 0;
  let squares = 0;
  return {
    push(samples: Float32Array, from: number, to: number): void {
      for (let n = from; n < to; n++) {
        sum += samples[n];
        squares += samples[n] * samples[n];
      }
      count += to - from;
    },
    variance: (): number => (count === 0 ? 0 : squares / count - (sum / count) ** 2),
  };
}
