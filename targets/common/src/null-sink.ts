import type { AudioSink } from '@neurorack/contracts/audio-sink';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';

/** Buffer of the simulated device, frames, for any period. */
const BUFFER_FRAMES = 256;

/** A clocked sink that discards its samples: for a computer without a sound card, for playback in the browser, for benches. */
export function createNullSink({
  clock,
  name = 'null',
  sleepMs = sleepThread,
}: {
  readonly clock: Clock;
  readonly name?: string;
  /** Puts the calling thread to sleep. */
  readonly sleepMs?: (ms: number) => void;
}): AudioSink {
  return {
    name,
    open: async ({ sampleRate }) => {
      const bufferUs = (BUFFER_FRAMES * 1e6) / sampleRate;
      let underruns = 0;
      let isOpen = true;
      /** End of the last sample written, on the device's time; the device starts with the first period. An array: V8 allocates each number that a closure changes. */
      const played = Float64Array.of(Number.NaN);
      return {
        sampleRate,
        latencyFrames: BUFFER_FRAMES,
        get underruns() {
          return underruns;
        },
        isClocked: true,
        write: (period) => {
          if (!isOpen) {
            throw new NeurorackError('device-fault', `the sink '${name}' is closed`, { remedy: 'open it again' });
          }
          const nowUs = clock.nowUs();
          if (played[0] < nowUs) underruns++;
          if (!(played[0] >= nowUs)) played[0] = nowUs;
          played[0] += (period.length * 1e6) / sampleRate;
          for (let earlyUs = played[0] - bufferUs - clock.nowUs(); earlyUs > 0; ) {
            sleepMs(earlyUs / 1e3);
            earlyUs = played[0] - bufferUs - clock.nowUs();
          }
        },
        close: async () => {
          isOpen = false;
        },
      };
    },
  };
}

const UNUSED = new Int32Array(new SharedArrayBuffer(4));

function sleepThread(ms: number): void {
  Atomics.wait(UNUSED, 0, 0, ms);
}
