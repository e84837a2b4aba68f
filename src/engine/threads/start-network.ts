import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { fromErrorData } from '../../contracts/error-data.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { QueuedSession } from '../../contracts/run-queue.ts';
import { WORD } from './network-memory.ts';
import type { NetworkMessage } from './network-message.ts';
import { openNetworkQueue } from './network-queue.ts';
import type { NetworkSpec, NetworkThreadData } from './network-thread.ts';

/** Young generation of the heap, MB: tensors lie outside. */
const MAX_YOUNG_GENERATION_MB = 4;
/** Longest wait for the thread to close its session, ms. */
const MAX_CLOSE_MS = 2000;

/**
 * Starts a thread for a network alone and opens the network there, warmed up.
 *
 * @param file the address of the engine's threads' entry, which passes its `workerData` to `runThread`
 * @throws NeurorackError as `ModelLibrary.open`; 'device-fault' when the thread ends
 */
export async function startNetworkThread(file: URL, spec: NetworkSpec): Promise<QueuedSession> {
  const { port1: port, port2 } = new MessageChannel();
  const data: NetworkThreadData = { role: 'network', ...spec, port: port2 };
  const worker = new Worker(file, {
    name: 'neurorack-network',
    workerData: data,
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB },
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let fault: Error | undefined;
  worker.on('error', (error) => {
    fault = error;
  });
  const message = await Promise.race([
    new Promise<NetworkMessage>((resolve) => port.once('message', resolve)),
    // Its last message may arrive after its end.
    ended.then(() => lastMessage(port)),
  ]);
  port.removeAllListeners('message');
  if (message?.kind !== 'ready') {
    await worker.terminate();
    if (message !== undefined) throw fromErrorData(message.error);
    throw new NeurorackError('device-fault', 'the thread of the network has ended before it was ready', {
      remedy: 'start the instrument again; if it happens again, report it',
      cause: fault,
    });
  }
  const { memory } = message;
  const words = new Int32Array(memory.control, 8);
  void ended.then(() => {
    Atomics.store(words, WORD.isLost, 1);
    Atomics.notify(words, WORD.ended);
  });
  worker.unref();
  return openNetworkQueue({
    memory,
    port,
    end: async () => {
      Atomics.store(words, WORD.isStopped, 1);
      Atomics.notify(words, WORD.queued);
      worker.ref();
      const timer = setTimeout(() => void worker.terminate(), MAX_CLOSE_MS);
      await ended;
      clearTimeout(timer);
      port.close();
    },
  });
}

function lastMessage(port: MessagePort): NetworkMessage | undefined {
  const received: { readonly message: NetworkMessage } | undefined = receiveMessageOnPort(port);
  return received?.message;
}
