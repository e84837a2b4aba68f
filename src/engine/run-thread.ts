import type { MessagePort } from 'node:worker_threads';
import type { Target } from '../contracts/target.ts';
import { runAudioThread } from './audio-thread.ts';
import { runControlThread } from './control-thread.ts';
import { type OpenProgram, runRenderThread } from './render-thread.ts';
import type { ThreadData } from './thread-data.ts';
import { type ThreadMessage, toPortable } from './thread-message.ts';

/** What the composition root gives each thread. */
export interface ThreadDependencies {
  readonly target: Target;
  readonly openProgram: OpenProgram;
}

/** A worker's whole life; ends with the message 'ended' or 'failed', and never throws. */
export async function runThread(data: ThreadData, port: MessagePort, parts: ThreadDependencies): Promise<void> {
  const tell = (message: ThreadMessage): void => port.postMessage(message);
  try {
    await run(data, port, parts);
    tell({ kind: 'ended' });
  } catch (error) {
    tell({ kind: 'failed', error: toPortable(error) });
  }
  port.unref();
}

function run(data: ThreadData, port: MessagePort, parts: ThreadDependencies): Promise<void> {
  switch (data.role) {
    case 'audio':
      return runAudioThread(data, { ...parts, port });
    case 'control':
      return runControlThread(data, { ...parts, port });
    case 'render':
      return runRenderThread(data, { ...parts, port });
  }
}
