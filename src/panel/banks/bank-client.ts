import { fromErrorData } from '../../contracts/error-data.ts';
import type { BankJob, BankReply } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';

/** A library that runs on its own thread, which starts with the first call. */
export interface BankClient extends BankLibrary {
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

/** The thread of the banks: a Worker of Node or of a browser. */
export interface BankThread {
  post(message: NumberedJob): void;
  terminate(): Promise<unknown> | undefined;
}

/** Starts the thread. `onEnd` is called when it has ended, for whatever reason. */
export type StartBankThread = (handlers: {
  readonly onReply: (message: NumberedReply) => void;
  readonly onEnd: () => void;
}) => BankThread;

/** The counterpart of `serveBanks`. Errors of the bank thread are rethrown here. */
export function createBankClient(startThread: StartBankThread): BankClient {
  const pending = new Map<number, PendingCall>();
  let thread: BankThread | undefined;
  let nextCall = 0;
  let showMessage: (sentence: string) => void = () => undefined;

  function end(): void {
    thread = undefined;
    for (const { settle } of pending.values()) settle(THREAD_ENDED);
    pending.clear();
  }

  function receive({ call, reply }: NumberedReply): void {
    if (reply.kind === 'message') showMessage(reply.sentence);
    else if (reply.kind === 'progress') pending.get(call)?.onProgress(reply.share);
    else {
      pending.get(call)?.settle(reply);
      pending.delete(call);
    }
  }

  /** Sends a job and returns its reply, which must be of this kind. */
  async function call<K extends BankReply['kind']>(
    job: BankJob,
    kind: K,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Extract<BankReply, { kind: K }>> {
    thread ??= startThread({ onReply: receive, onEnd: end });
    const id = nextCall++;
    const message: NumberedJob = { call: id, job };
    const reply = await new Promise<BankReply>((settle) => {
      pending.set(id, { settle, onProgress });
      thread?.post(message);
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
      await thread?.terminate();
    },
  };
}

function isOf<K extends BankReply['kind']>(reply: BankReply, kind: K): reply is Extract<BankReply, { kind: K }> {
  return reply.kind === kind;
}
