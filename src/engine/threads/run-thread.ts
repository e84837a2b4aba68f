import type { MessagePort } from 'node:worker_threads';
import type { ThreadData } from '../thread-data.ts';
import { type ThreadMessage, threadError } from '../thread-message.ts';
import { runAudioThread } from './audio-thread.ts';
import { runControlThread } from './control-thread.ts';
import { type NetworkThreadData, runNetworkThread } from './network-thread.ts';
import { type PreparedThreadData, receiveThreadData } from './prepared-threads.ts';
import { runRenderThread } from './render-thread.ts';
import type { ThreadDependencies } from './thread-dependencies.ts';

/** Entry of every worker of the engine: runs the thread of `data.role`, then posts 'ended' or 'failed'. Never throws. */
export async function runThread(
  data: ThreadData | NetworkThreadData | PreparedThreadData,
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
    await run(data.role === 'prepared' ? await receiveThreadData(data, dependencies) : data, port, dependencies);
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
