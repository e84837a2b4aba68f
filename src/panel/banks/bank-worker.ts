import { Worker } from 'node:worker_threads';
import { type BankClient, createBankClient, type NumberedReply } from './bank-client.ts';

/** Start data of the bank thread. */
export interface BankThreadData {
  /** Folder of the banks; created with the first one. */
  readonly folder: string;
  /** Path of the factory bank. */
  readonly factory: string;
}

export interface BankWorkerOptions extends BankThreadData {
  /** Entry file of the thread, which passes its messages to `serveBanks`. */
  readonly threadFile: string | URL;
}

/** A library on a thread of Node, which starts with the first call. Main thread. */
export function createBankWorker({ folder, factory, threadFile }: BankWorkerOptions): BankClient {
  return createBankClient(({ onReply, onEnd }) => {
    const workerData: BankThreadData = { folder, factory };
    const worker = new Worker(threadFile, { name: 'neurorack-banks', workerData });
    worker.unref();
    worker.on('message', (message: NumberedReply) => onReply(message));
    // The 'exit' event follows.
    worker.on('error', () => undefined);
    worker.once('exit', onEnd);
    return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
  });
}
