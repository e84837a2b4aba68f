import { Worker } from 'node:worker_threads';
import type { Thread, ThreadOptions } from '../thread.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { createSetSender } from './known-sets.ts';
import { type PreparedThreads, workerOptions } from './prepared-threads.ts';

/**
 * Starts a thread as a worker of Node, or takes one that is prepared for it; `file` is its entry, which passes `workerData` to
 * `runThread`.
 */
export function startWorkerThread(
  file: string | URL,
  { data, onMessage, onUnexpectedExit }: ThreadOptions,
  prepared?: PreparedThreads,
): Thread {
  const worker = prepared?.take(file, data) ?? new Worker(file, { ...workerOptions(data.role), workerData: data });
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
