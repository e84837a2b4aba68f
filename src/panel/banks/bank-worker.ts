import { Worker } from 'node:worker_threads';
import { fromErrorData } from '../../contracts/error-data.ts';
import type { BankJob, BankReply } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';

/** Start data of the bank thread. */
export interface BankThreadData {
  /** Folder of the banks; created with the first one. */
  readonly folder: string;
  /** Path of the factory bank. */
  readonly factory: string;
}

export interface BankWorkerOptions extends BankThreadData {
  /** Entry file of the thread, which passes its port to `serveBanks`. */
  readonly threadFile: string | URL;
}

/** A library that runs on its own thread, which starts with the first call. */
export interface BankWorker extends BankLibrary {
  /** Receives the thread's sentences for the user; replaces an earlier listener. */
  onMessage(listener: (sentence: string) => void): void;
  close(): Promise<void>;
}

interface PendingCall {
  readonly settle: (reply: BankReply) => void;
  readonly onProgress: (share: number) => void;
}

/** From the thread. */
export interface NumberedReply {
  readonly call: number;
  readonly reply: BankReply;
}

/** To the thread. */
export interface NumberedJob {
  readonly call: number;
  readonly job: BankJob;
}

const THREAD_ENDED: Extract<BankReply, { kind: 'error' }> = {
  kind: 'error',
  error: {
    kind: 'device-fault',
    message: 'the bank thread has ended',
    remedy: 'try again; an uploaded file may be too large for this computer',
  },
};

/** Main thread. Errors of the bank thread are rethrown here. */
export function createBankWorker({ folder, factory, threadFile }: BankWorkerOptions): BankWorker {
  const pending = new Map<number, PendingCall>();
  let worker: Worker | undefined;
  let nextCall = 0;
  let showMessage: (sentence: string) => void = () => undefined;

  function end(): void {
    worker = undefined;
    for (const { settle } of pending.values()) settle(THREAD_ENDED);
    pending.clear();
  }

  function start(): Worker {
    const workerData: BankThreadData = { folder, factory };
    const started = new Worker(threadFile, { name: 'neurorack-banks', workerData });
    started.unref();
    started.on('message', ({ call, reply }: NumberedReply) => {
      if (reply.kind === 'message') showMessage(reply.sentence);
      else if (reply.kind === 'progress') pending.get(call)?.onProgress(reply.share);
      else {
        pending.get(call)?.settle(reply);
        pending.delete(call);
      }
    });
    // The 'exit' event follows.
    started.on('error', () => undefined);
    started.once('exit', end);
    return started;
  }

  /** Sends a job and returns its reply, which must be of this kind. */
  async function call<K extends BankReply['kind']>(
    job: BankJob,
    kind: K,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Extract<BankReply, { kind: K }>> {
    worker ??= start();
    const id = nextCall++;
    const message: NumberedJob = { call: id, job };
    const reply = await new Promise<BankReply>((settle) => {
      pending.set(id, { settle, onProgress });
      worker?.postMessage(message);
    });
    if (isOf(reply, kind)) return reply;
    const { error } = reply.kind === 'error' ? reply : THREAD_ENDED;
    throw fromErrorData(error);
  }

  return {
    list: async () => (await call({ kind: 'list' }, 'listing')).listing,
    loadSet: async (id, name) => (await call({ kind: 'set', id, name }, 'set')).set,
    addSound: (id, sound, onProgress) => call({ kind: 'sound', id, sound }, 'added', onProgress),
    saveSet: async (set, over) => (await call({ kind: 'save-set', set, over }, 'save-set')).result,
    importBank: async (file) => (await call({ kind: 'import', file }, 'bank')).bank,
    exportBank: (id) => call({ kind: 'export', id }, 'file'),
    edit: async (id, edit) => (await call({ kind: 'edit', id, edit }, 'listing')).listing,
    undo: async () => (await call({ kind: 'undo' }, 'listing')).listing,
    listCatalog: async (location, access) => (await call({ kind: 'catalog', location, access }, 'catalog')).entries,
    preview: async (location, file, access) => (await call({ kind: 'preview', location, file, access }, 'bank')).bank,
    loadCatalogSet: async (location, file, name, access) =>
      (await call({ kind: 'catalog-set', location, file, name, access }, 'set')).set,
    install: async (location, file, access) => (await call({ kind: 'install', location, file, access }, 'bank')).bank,
    onMessage: (listener) => {
      showMessage = listener;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

function isOf<K extends BankReply['kind']>(reply: BankReply, kind: K): reply is Extract<BankReply, { kind: K }> {
  return reply.kind === kind;
}
