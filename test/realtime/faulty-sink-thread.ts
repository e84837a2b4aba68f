import { parentPort, workerData } from 'node:worker_threads';
import { hostTarget } from '@neurorack/target-host';
import { openProgram } from '../../src/app/open-program.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { runThread } from '../../src/engine/threads/run-thread.ts';

/** Frames after which the sink of this target fails each time it is opened: three seconds. */
const LIFE_FRAMES = 3 * 44_100;

/** Engine worker of the host with a null sink that fails three seconds after each opening. */
if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: {
      ...hostTarget,
      createAudioSink: (name) => {
        const sink = hostTarget.createAudioSink(name);
        return {
          name,
          open: async (format) => {
            const stream = await sink.open(format);
            let left = LIFE_FRAMES;
            return {
              ...stream,
              write: (period) => {
                left -= period.length;
                if (left < 0) throw new NeurorackError('device-fault', 'the sink is gone', { remedy: 'none' });
                return stream.write(period);
              },
            };
          },
        };
      },
    },
    openProgram,
  });
}
