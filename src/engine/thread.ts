import { Worker } from 'node:worker_threads';
import type { Command, ThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** A thread of the engine, seen from the main one. */
export interface Thread {
  /** Posts an order; the thread carries it out within 20 ms. */
  send(order: Command): void;
  /** Resolves when the thread has ended, however it did. */
  readonly ended: Promise<void>;
  /** Ends it at once, whatever it is doing; for one that no longer answers. */
  kill(): void;
}

export interface ThreadOptions {
  /** The worker's entry, which hands `workerData` to `runThread`. */
  readonly file: string | URL;
  readonly data: ThreadData;
  readonly onMessage: (message: ThreadMessage) => void;
  /** The thread has ended without having been told to. */
  readonly onUnexpectedExit: (error: Error | undefined) => void;
}

/** Heaps are small, so that their collections are short; what sounds lies outside of them. */
const LIMITS = { audio: 4, control: 4, render: 8 } as const;

export function startThread({ file, data, onMessage, onUnexpectedExit: onDeath }: ThreadOptions): Thread {
  const worker = new Worker(file, {
    name: `neurorack-${data.role}`,
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: LIMITS[data.role] },
  });
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
      if (!isExpected) onDeath(fault);
      resolve();
    });
  });
  return {
    ended,
    send: (order) => {
      if (order.kind === 'stop') isExpected = true;
      worker.postMessage(order);
    },
    kill: () => {
      isExpected = true;
      void worker.terminate();
    },
  };
}
