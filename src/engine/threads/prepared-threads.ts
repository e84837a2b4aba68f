import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import type { AnnouncedModel } from '../program.ts';
import type { ThreadData } from '../thread-data.ts';
import type { ThreadDependencies } from './thread-dependencies.ts';
import { fillYoungGenerations, keepYoungGenerations } from './young-generation.ts';

/** The purpose of a prepared thread. A thread for a model loads the code of models. */
export type ThreadPurpose = 'audio' | 'control' | 'sound' | 'model';

/** The `workerData` of a thread that starts before its data are known. */
export interface PreparedThreadData {
  readonly role: 'prepared';
  readonly purpose: ThreadPurpose;
  /** Receives a `PreparedMessage`: the announced model, then the thread's data. */
  readonly port: MessagePort;
}

/** Threads that have started before the engine: Node starts them, and they load their code, while the main thread reads banks and models. */
export interface PreparedThreads {
  /** Sends its data to a thread; undefined where none waits for such data. */
  take(file: string | URL, data: ThreadData): Worker | undefined;
  /** Lets the thread for a model open it ahead: the program that follows will probably name it. */
  announce(model: AnnouncedModel): void;
  /** Ends the threads that wait. */
  close(): void;
}

type PreparedMessage =
  | { readonly kind: 'model'; readonly model: AnnouncedModel }
  | { readonly kind: 'data'; readonly data: ThreadData };

interface WaitingThread {
  readonly purpose: ThreadPurpose;
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** Young generation of each thread's heap, MB: small, so that a collection is short. Audio lies in shared memory outside. */
const MAX_YOUNG_GENERATION_MB = { audio: 4, control: 4, render: 8 } as const;

/** Options of Node for a thread of the engine. */
export function workerOptions(role: ThreadData['role']): WorkerOptions {
  return {
    name: `neurorack-${role}`,
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB[role] },
  };
}

/**
 * Starts threads that wait for their data. They keep no process alive, and one that fails is as good as none.
 *
 * @param file the entry of the engine's threads
 */
export function prepareThreads(file: string, purposes: readonly ThreadPurpose[]): PreparedThreads {
  fillYoungGenerations();
  const waiting = new Set(purposes.map((purpose) => startWaiting(file, purpose)));
  for (const thread of waiting) thread.worker.once('exit', () => waiting.delete(thread));
  return {
    take: (wanted, data) => {
      const thread = [...waiting].find(({ purpose }) => purpose === purposeOf(data));
      if (thread === undefined || String(wanted) !== file) return undefined;
      waiting.delete(thread);
      thread.worker.removeAllListeners('error').removeAllListeners('exit');
      thread.worker.ref();
      post(thread, { kind: 'data', data });
      return thread.worker;
    },
    announce: (model) => {
      for (const thread of waiting) if (thread.purpose === 'model') post(thread, { kind: 'model', model });
    },
    close: () => {
      for (const { worker } of waiting) void worker.terminate();
      waiting.clear();
    },
  };
}

/** Waits for the data of a prepared thread, and loads and opens meanwhile what it will need. */
export function receiveThreadData(
  { purpose, port }: PreparedThreadData,
  { loadModelCode, openAhead }: ThreadDependencies,
): Promise<ThreadData> {
  // A failure to load is reported when the program opens.
  if (purpose === 'model') void loadModelCode?.().catch(() => undefined);
  return new Promise((resolve) => {
    port.on('message', (message: PreparedMessage) => {
      if (message.kind === 'model') openAhead?.(message.model);
      else {
        port.close();
        resolve(message.data);
      }
    });
  });
}

function post({ port }: WaitingThread, message: PreparedMessage): void {
  port.postMessage(message);
}

function startWaiting(file: string, purpose: ThreadPurpose): WaitingThread {
  const { port1: port, port2 } = new MessageChannel();
  const data: PreparedThreadData = { role: 'prepared', purpose, port: port2 };
  const role = purpose === 'audio' || purpose === 'control' ? purpose : 'render';
  const worker = new Worker(file, { ...workerOptions(role), workerData: data, transferList: [port2] });
  // The thread that is started in its place reports the fault.
  worker.on('error', () => undefined);
  worker.once('online', keepYoungGenerations);
  worker.unref();
  return { purpose, worker, port };
}

function purposeOf(data: ThreadData): ThreadPurpose {
  return data.role === 'render' ? data.program.kind : data.role;
}
