import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { BankListing } from '../banks/bank-entry.ts';
import {
  type Added,
  type BankActivity,
  type BankError,
  BankRequestError,
  bankCalls,
  uploadFile,
} from './bank-calls.ts';

/** Poll interval for changes by other clients, ms. */
const IDLE_POLL_MS = 1000;
/** Poll interval while files are processed, ms. */
const BUSY_POLL_MS = 200;
const MAX_ERRORS = 5;
const MAX_WARNINGS = 20;

/** A file on its way to the instrument. */
export interface Upload {
  readonly name: string;
  /** Share sent, 0-1. */
  readonly share: number;
}

/** The banks of the instrument, and what this page does with them. */
export interface Banks {
  /** Undefined until it is loaded. */
  readonly listing: BankListing | undefined;
  readonly uploads: readonly Upload[];
  readonly jobs: BankActivity['jobs'];
  readonly errors: readonly BankError[];
  /** Faults of sounds that were added, each a sentence with the name of its file. */
  readonly warnings: readonly string[];
  /** The set of the sound that was added last. */
  readonly latest: Added['set'];
  /** The last completed operation, for screen readers. */
  readonly status: string;
  dismissErrors(): void;
  dismissWarnings(): void;
  /**
   * Uploads files one after the other; sounds are added to the bank `id`, or to the user's own bank. The first sound plays as set A as soon
   * as it is analysed.
   */
  upload(files: readonly File[], id: string | null): void;
  /** Runs an operation and sets the status when it is done, or adds its error. */
  run(status: string, operation: () => Promise<unknown>): Promise<boolean>;
}

export function useBanks(): Banks {
  const { listing, jobs, refresh } = useBankListing();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [errors, setErrors] = useState<readonly BankError[]>([]);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const [latest, setLatest] = useState<Added['set']>();
  const [status, setStatus] = useState('');

  async function run(done: string, operation: () => Promise<unknown>): Promise<boolean> {
    try {
      await operation();
      setStatus(done);
      await refresh();
      return true;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const remedy = cause instanceof BankRequestError ? cause.remedy : '';
      setErrors((before) => [...before, { message, remedy }].slice(-MAX_ERRORS));
      return false;
    }
  }

  async function uploadOne(file: File, id: string | null): Promise<Added['set']> {
    let set: Added['set'];
    const setShare = (share: number | undefined): void =>
      setUploads((before) => [
        ...before.filter(({ name }) => name !== file.name),
        ...(share === undefined ? [] : [{ name: file.name, share }]),
      ]);
    setShare(0);
    const poll = setInterval(() => void refresh().catch(() => undefined), BUSY_POLL_MS);
    await run(`${file.name} added`, async () => {
      const added = await uploadFile(file, id, setShare);
      ({ set } = added);
      setLatest(set);
      setWarnings((before) => [...before, ...added.warnings].slice(-MAX_WARNINGS));
    });
    clearInterval(poll);
    setShare(undefined);
    return set;
  }

  return {
    listing,
    uploads,
    jobs,
    errors,
    warnings,
    latest,
    status,
    dismissErrors: () => setErrors([]),
    dismissWarnings: () => setWarnings([]),
    upload: async (files, id) => {
      let isChosen = false;
      for (const file of files) {
        const set = await uploadOne(file, id);
        if (set === undefined || isChosen) continue;
        isChosen = true;
        await run(`${set.name} plays as set A`, () => bankCalls.play(set.bank, set.name, 'A'));
      }
    },
    run,
  };
}

/** Polls the instrument and reloads the list of banks after every change, by this client or another one. */
function useBankListing() {
  const [listing, setListing] = useState<BankListing>();
  const [jobs, setJobs] = useState<BankActivity['jobs']>([]);
  const loadedRevision = useRef(-1);

  const refresh = useCallback(async (): Promise<BankActivity['jobs']> => {
    const activity = await bankCalls.activity();
    setJobs(activity.jobs);
    if (activity.revision !== loadedRevision.current) {
      setListing(await bankCalls.list());
      loadedRevision.current = activity.revision;
    }
    return activity.jobs;
  }, []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isClosed = false;
    const poll = async (): Promise<void> => {
      // The panel itself reports a lost connection.
      const running = await refresh().catch(() => []);
      if (!isClosed) timer = setTimeout(poll, running.length > 0 ? BUSY_POLL_MS : IDLE_POLL_MS);
    };
    void poll();
    return () => {
      isClosed = true;
      clearTimeout(timer);
    };
  }, [refresh]);

  return { listing, jobs, refresh };
}
