import { Worker } from 'node:worker_threads';
import { fromErrorData } from '../../contracts/error-data.ts';
import type { BankJob, BankReply } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';

/** What the thread of the banks is told when it starts. */
export interface BankThreadData {
  /** Where banks are kept; made when the first one comes. */
  readonly folder: string;
  /** The file of the factory bank. */
  readonly factory: string;
}

export interface BankWorkerOptions extends BankThreadData {
  /** The thread's entry, which hands its port to `serveBanks`. */
  readonly threadFile: string | URL;
}

/** A library that works on a thread of its own, which starts with the first call. */
export interface BankWorker extends BankLibrary {
  close(): Promise<void>;
}

interface Call {
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

const LOST: Extract<BankReply, { kind: 'refused' }> = {
  kind: 'refused',
  error: {
    kind: 'device-fault',
    message: 'the thread that works on banks has ended',
    remedy: 'try again; if it was a file, it may be too large for this computer',
  },
};

/** Main thread. What goes wrong on the other thread is thrown here as it was there. */
export function createBankWorker({ folder, factory, threadFile }: BankWorkerOptions): BankWorker {
  const calls = new Map<number, Call>();
  let worker: Worker | undefined;
  let count = 0;

  function end(): void {
    worker = undefined;
    for (const { settle } of calls.values()) settle(LOST);
    calls.clear();
  }

  function start(): Worker {
    const workerData: BankThreadData = { folder, factory };
    const started = new Worker(threadFile, { name: 'neurorack-banks', workerData });
    started.unref();
    started.on('message', ({ call, reply }: NumberedReply) => {
      if (reply.kind === 'progress') calls.get(call)?.onProgress(reply.share);
      else {
        calls.get(call)?.settle(reply);
        calls.delete(call);
      }
    });
    // Its exit follows.
    started.on('error', () => undefined);
    started.once('exit', end);
    return started;
  }

  /** The reply of one of the kinds that are hoped for. */
  async function ask<K extends BankReply['kind']>(
    job: BankJob,
    kind: K,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Extract<BankReply, { kind: K }>> {
    worker ??= start();
    const call = count++;
    const message: NumberedJob = { call, job };
    const reply = await new Promise<BankReply>((settle) => {
      calls.set(call, { settle, onProgress });
      worker?.postMessage(message);
    });
    if (isOf(reply, kind)) return reply;
    const { error } = reply.kind === 'refused' ? reply : LOST;
    throw fromErrorData(error);
  }

  return {
    list: async () => (await ask({ kind: 'list' }, 'listing')).listing,
    loadSet: async (id, name) => (await ask({ kind: 'set', id, name }, 'set')).set,
    addSound: (id, sound, onProgress) => ask({ kind: 'sound', id, sound }, 'added', onProgress),
    saveSet: async (set, over) => (await ask({ kind: 'keep', set, over }, 'kept-set')).kept,
    importBank: async (file) => (await ask({ kind: 'import', file }, 'bank')).bank,
    exportBank: (id) => ask({ kind: 'export', id }, 'file'),
    edit: async (id, edit) => (await ask({ kind: 'edit', id, edit }, 'listing')).listing,
    undo: async () => (await ask({ kind: 'undo' }, 'listing')).listing,
    listCatalog: async (place) => (await ask({ kind: 'shelf', place }, 'shelf')).entries,
    preview: async (place, file) => (await ask({ kind: 'preview', place, file }, 'bank')).bank,
    loadCatalogSet: async (place, file, name) => (await ask({ kind: 'shelf-set', place, file, name }, 'set')).set,
    install: async (place, file) => (await ask({ kind: 'install', place, file }, 'bank')).bank,
    close: async () => {
      await worker?.terminate();
    },
  };
}

function isOf<K extends BankReply['kind']>(reply: BankReply, kind: K): reply is Extract<BankReply, { kind: K }> {
  return reply.kind === kind;
}
