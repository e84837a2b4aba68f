import { Worker } from 'node:worker_threads';
import type { Thread, ThreadOptions } from '../thread.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { createSetSender } from './known-sets.ts';

/** Young generation of each thread's heap, MB: small, so that a collection is short. Audio lies in shared memory outside. */
const MAX_YOUNG_GENERATION_MB = { audio: 4, control: 4, render: 8 } as const;

/** Starts a thread as a worker of Node; `file` is its entry, which passes `workerData` to `runThread`. */
export function startWorkerThread(file: string | URL, { data, onMessage, onUnexpectedExit }: ThreadOptions): Thread {
  const worker = new Worker(file, {
    name: `neurorack-${data.role}`,
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB[data.role] },
  });
  const withReferences = createSetSender();
  let isExpected = false;
  let fault: Error | undefined;
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'ended' || message.kind === 'failed') isExpected = true;
    onMessage(message);
  });
  worker.on('error', (error) => {
    fault = error;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (!isExpected) onUnexpectedExit(fault);
      resolve();
    });
  });
  return {
    ended,
    send: (command) => {
      if (command.kind === 'stop') isExpected = true;
      worker.postMessage(withReferences(command));
    },
    kill: () => {
      isExpected = true;
      void worker.terminate();
    },
  };
}
