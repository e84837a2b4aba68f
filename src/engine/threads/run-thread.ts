import type { MessagePort } from 'node:worker_threads';
import type { Target } from '../../contracts/target.ts';
import type { OpenProgram } from '../program.ts';
import type { ThreadData } from '../thread-data.ts';
import { type ThreadMessage, threadError } from '../thread-message.ts';
import { runAudioThread } from './audio-thread.ts';
import { runControlThread } from './control-thread.ts';
import { type NetworkThreadData, type OpenNetwork, runNetworkThread } from './network-thread.ts';
import { runRenderThread } from './render-thread.ts';

/** Dependencies that the composition root injects into each thread. */
export interface ThreadDependencies {
  readonly target: Target;
  readonly openProgram: OpenProgram;
  /** For a network on a thread of its own; without both, networks run in the render threads. */
  readonly openNetwork?: OpenNetwork | undefined;
  /** Address of this thread's entry, `import.meta.url`, with which it starts further ones. */
  readonly threadFile?: string | undefined;
}

/** Entry of every worker of the engine: runs the thread of `data.role`, then posts 'ended' or 'failed'. Never throws. */
export async function runThread(
  data: ThreadData | NetworkThreadData,
  port: MessagePort,
  dependencies: ThreadDependencies,
): Promise<void> {
  const { target, openNetwork } = dependencies;
  if (data.role === 'network') {
    if (openNetwork !== undefined) await runNetworkThread(data, { target, openNetwork });
    port.unref();
    return;
  }
  const post = (message: ThreadMessage): void => port.postMessage(message);
  try {
    await run(data, port, dependencies);
    post({ kind: 'ended' });
  } catch (error) {
    post({ kind: 'failed', error: threadError(error) });
  }
  port.unref();
}

function run(data: ThreadData, port: MessagePort, dependencies: ThreadDependencies): Promise<void> {
  switch (data.role) {
    case 'audio':
      return runAudioThread(data, { ...dependencies, port });
    case 'control':
      return runControlThread(data, { ...dependencies, port });
    case 'render':
      return runRenderThread(data, { ...dependencies, port });
  }
}
