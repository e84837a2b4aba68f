import { Worker } from 'node:worker_threads';
import type { Command } from './commands.ts';
import type { ThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** A handle on one thread of the engine. Main thread. */
export interface Thread {
  /** Posts a command; the thread executes it within 20 ms. */
  send(command: Command): void;
  /** Resolves when the thread has exited, for whatever reason. */
  readonly ended: Promise<void>;
  /** Terminates the thread at once, in the middle of its work; for a thread that no longer responds. */
  kill(): void;
}

export interface ThreadOptions {
  /** The worker's entry, which passes `workerData` to `runThread`. */
  readonly file: string | URL;
  readonly data: ThreadData;
  readonly onMessage: (message: ThreadMessage) => void;
  /** Called when the thread exits without 'stop', `kill`, or an 'ended' or 'failed' message. */
  readonly onUnexpectedExit: (error: Error | undefined) => void;
}

/** Young generation of each thread's heap, MB: small, so that a collection is short. Audio lies in shared memory outside. */
const MAX_YOUNG_GENERATION_MB = { audio: 4, control: 4, render: 8 } as const;

export function startThread({ file, data, onMessage, onUnexpectedExit }: ThreadOptions): Thread {
  const worker = new Worker(file, {
    name: `neurorack-${data.role}`,
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB[data.role] },
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
      if (!isExpected) onUnexpectedExit(fault);
      resolve();
    });
  });
  return {
    ended,
    send: (command) => {
      if (command.kind === 'stop') isExpected = true;
      worker.postMessage(command);
    },
    kill: () => {
      isExpected = true;
      void worker.terminate();
    },
  };
}
