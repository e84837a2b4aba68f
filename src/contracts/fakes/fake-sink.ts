import type { AudioSink } from '../audio-sink.ts';
import { type ErrorKind, NeurorackError } from '../errors.ts';
import type { ManualClock } from './manual-clock.ts';

export interface FakeSinkOptions {
  /** Advanced by the length of each period; with a clock the sink is clocked. */
  readonly clock?: ManualClock;
  readonly latencyFrames?: number;
  /** Makes `open` throw this kind. */
  readonly openFault?: ErrorKind;
  /** Periods, counted from 0, that underrun. */
  readonly underrunsAt?: ReadonlySet<number>;
  /** From this period on, the device is missing. */
  readonly vanishesAt?: number;
}

export interface FakeSink extends AudioSink {
  /** All samples written, in order. */
  readonly samples: readonly number[];
  readonly isClosed: boolean;
}

/** A sink without a device: records its samples, and underruns or disappears on request. */
export function createFakeSink(options: FakeSinkOptions = {}): FakeSink {
  const samples: number[] = [];
  let isClosed = false;
  return {
    name: 'fake',
    samples,
    get isClosed() {
      return isClosed;
    },
    open: async ({ sampleRate }) => {
      if (options.openFault !== undefined) {
        throw new NeurorackError(options.openFault, 'the fake sink does not open', { remedy: 'clear the fault' });
      }
      let periods = 0;
      let underruns = 0;
      return {
        sampleRate,
        latencyFrames: options.latencyFrames ?? 0,
        get underruns() {
          return underruns;
        },
        isClocked: options.clock !== undefined,
        write: (period) => {
          if (isClosed || periods >= (options.vanishesAt ?? Number.POSITIVE_INFINITY)) {
            throw new NeurorackError('device-fault', 'the fake sink is gone', { remedy: 'open it again' });
          }
          if (options.underrunsAt?.has(periods)) underruns++;
          periods++;
          samples.push(...period);
          options.clock?.advanceUs((period.length * 1e6) / sampleRate);
        },
        close: async () => {
          isClosed = true;
        },
      };
    },
  };
}
