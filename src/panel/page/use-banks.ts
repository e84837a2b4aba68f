import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { BankListing } from '../banks/bank-entry.ts';
import { type BankActivity, type BankError, BankRequestError, bankCalls, sendFile } from './bank-calls.ts';

/** What others have changed is looked for this often, and what is being worked on, ms. */
const LOOK_MS = 1000;
const WATCH_MS = 200;

/** A file on its way to the instrument. */
export interface Upload {
  readonly name: string;
  /** Sent of it, 0-1. */
  readonly share: number;
}

/** The banks as a page knows them. */
export interface Banks {
  /** Undefined until they are known. */
  readonly listing: BankListing | undefined;
  readonly uploads: readonly Upload[];
  readonly jobs: BankActivity['jobs'];
  readonly errors: readonly BankError[];
  /** What was done last, for those who do not see it. */
  readonly status: string;
  dismissErrors(): void;
  /** Sends files one after the other; sounds go into the bank `id`, or into one's own. */
  upload(files: readonly File[], id: string | null): void;
  /** Does something, tells what it is when it is done, or why it was not. */
  run(news: string, work: () => Promise<BankListing | unknown>): Promise<boolean>;
}

export function useBanks(): Banks {
  const [listing, setListing] = useState<BankListing>();
  const [sending, setSending] = useState<readonly Upload[]>([]);
  const [works, setWorks] = useState<BankActivity['jobs']>([]);
  const [refusals, setRefusals] = useState<readonly BankError[]>([]);
  const [news, setNews] = useState('');
  const known = useRef(-1);

  const refuse = useCallback((cause: unknown): void => {
    const message = cause instanceof Error ? cause.message : String(cause);
    const remedy = cause instanceof BankRequestError ? cause.remedy : '';
    setRefusals((before) => [...before, { message, remedy }].slice(-5));
  }, []);

  const refresh = useCallback(async (): Promise<BankActivity['jobs']> => {
    const now = await bankCalls.work();
    setWorks(now.jobs);
    if (now.revision !== known.current) {
      setListing(await bankCalls.list());
      known.current = now.revision;
    }
    return now.jobs;
  }, []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const look = async (): Promise<void> => {
      // The panel itself says when the instrument is gone.
      const busy = await refresh().catch(() => []);
      if (!isOver) timer = setTimeout(look, busy.length > 0 ? WATCH_MS : LOOK_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [refresh]);

  async function attempt(done: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      setNews(done);
      await refresh();
      return true;
    } catch (cause) {
      refuse(cause);
      return false;
    }
  }

  async function sendOne(file: File, id: string | null): Promise<void> {
    const change = (share: number | undefined): void =>
      setSending((before) => [
        ...before.filter(({ name }) => name !== file.name),
        ...(share === undefined ? [] : [{ name: file.name, share }]),
      ]);
    change(0);
    const watch = setInterval(() => void refresh().catch(() => undefined), WATCH_MS);
    await attempt(`${file.name} is in`, () => sendFile(file, id, change));
    clearInterval(watch);
    change(undefined);
  }

  return {
    listing,
    uploads: sending,
    jobs: works,
    errors: refusals,
    status: news,
    dismissErrors: () => setRefusals([]),
    upload: async (files, id) => {
      for (const file of files) await sendOne(file, id);
    },
    run: attempt,
  };
}
