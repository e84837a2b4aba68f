import type { AudioSink } from '@neurorack/contracts/audio-sink';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';

/** What the imagined device holds, in frames, whatever it is handed at a time. */
const BUFFER_FRAMES = 256;

/** A device that hears nothing and keeps time: for a computer without sound, for a panel that listens by itself, for benches. */
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
      /** When the last sample handed over will have been played; the device starts with the first period. */
      let playedUs = Number.NaN;
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
          if (playedUs < nowUs) underruns++;
          if (!(playedUs >= nowUs)) playedUs = nowUs;
          playedUs += (period.length * 1e6) / sampleRate;
          for (let earlyUs = playedUs - bufferUs - clock.nowUs(); earlyUs > 0; ) {
            sleepMs(earlyUs / 1e3);
            earlyUs = playedUs - bufferUs - clock.nowUs();
          }
        },
        close: async () => {
          isOpen = false;
        },
      };
    },
  };
}

const NOTHING = new Int32Array(new SharedArrayBuffer(4));

function sleepThread(ms: number): void {
  Atomics.wait(NOTHING, 0, 0, ms);
}
