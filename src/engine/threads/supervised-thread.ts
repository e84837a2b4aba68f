import { fromErrorData } from '../../contracts/error-data.ts';
import type { StartThread, Thread } from '../thread.ts';
import type { AudioThreadData, ControlThreadData } from '../thread-data.ts';
import type { ThreadMessage } from '../thread-message.ts';

export interface SupervisedThreadOptions {
  readonly startThread: StartThread;
  /** Returns the thread's data; called at each start, so that a restarted thread gets the current settings. */
  readonly data: () => AudioThreadData | ControlThreadData;
  /** Called with each message except 'failed'. */
  readonly onMessage: (message: Exclude<ThreadMessage, { kind: 'failed' }>) => void;
  /** Whether the engine is stopping: a failure is then ignored. */
  readonly isStopping: () => boolean;
  /** Whether a thread that failed for the first time is started again. */
  readonly mayRestart: () => boolean;
  /** Called when the thread has been started again. */
  readonly onRestart: (error: Error) => void;
  /** Called when the thread has failed and is not started again. */
  readonly onLost: (error: Error) => void;
}

/** Starts the audio or the control thread, and starts it again once if it fails. The handle is always the latest thread's. */
export function startSupervisedThread(options: SupervisedThreadOptions): Thread {
  const { startThread, data, onMessage, isStopping, mayRestart, onRestart, onLost } = options;
  let failures = 0;
  let thread = start();

  function start(): Thread {
    const started = data();
    return startThread({
      data: started,
      onMessage: (message) => {
        if (message.kind === 'failed') handleFailure(fromErrorData(message.error));
        else onMessage(message);
      },
      onUnexpectedExit: (error) =>
        handleFailure(error ?? new Error(`the ${started.role} thread has ended unexpectedly`)),
    });
  }

  function handleFailure(error: Error): void {
    if (isStopping()) return;
    failures++;
    if (failures > 1 || !mayRestart()) {
      onLost(error);
      return;
    }
    thread = start();
    onRestart(error);
  }

  return {
    get ended() {
      return thread.ended;
    },
    send: (command) => thread.send(command),
    kill: () => thread.kill(),
  };
}
