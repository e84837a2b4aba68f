import type { AudioSink } from '../audio-sink.ts';
import { type ErrorKind, NeurorackError } from '../errors.ts';
import type { ManualClock } from './manual-clock.ts';

export interface FakeSinkOptions {
  /** Moves on by each period's length when given: the sink is then paced. */
  readonly clock?: ManualClock;
  readonly latencyFrames?: number;
  /** Makes `open` throw this kind. */
  readonly openFault?: ErrorKind;
  /** Periods, from 0, that find the device dry. */
  readonly underrunsAt?: ReadonlySet<number>;
  /** From this period on, the device is gone. */
  readonly vanishesAt?: number;
}

export interface FakeSink extends AudioSink {
  /** All that was written, in order. */
  readonly samples: readonly number[];
  readonly isClosed: boolean;
}

/** A sink without a device: keeps what it hears, runs dry or vanishes on request. */
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
        throw new NeurorackError(options.openFault, 'the fake sink does not open', { remedy: 'ask for another fault' });
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
