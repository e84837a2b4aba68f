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
  readonly data: ThreadData;
  readonly onMessage: (message: ThreadMessage) => void;
  /** Called when the thread exits without 'stop', `kill`, or an 'ended' or 'failed' message. */
  readonly onUnexpectedExit: (error: Error | undefined) => void;
}

/** Starts a thread of the engine. */
export type StartThread = (options: ThreadOptions) => Thread;
