import type { BankEdit, BankEntry, BankListing } from '../banks/bank-entry.ts';
import { MAX_BANK_BYTES, MAX_SOUND_BYTES } from '../upload-limits.ts';

/** Why something was not done, and what helps. */
export interface BankError {
  readonly message: string;
  readonly remedy: string;
}

/** What a shelf says of a bank. */
export interface CatalogBank {
  readonly file: string;
  readonly name: string;
  readonly author?: string;
  readonly licence: string;
  readonly bytes: number;
  readonly sets: readonly string[];
}

/** What the instrument works on. */
export interface BankActivity {
  readonly revision: number;
  readonly jobs: readonly { readonly name: string; readonly share: number }[];
}

const SILENT: BankError = {
  message: 'the instrument does not answer',
  remedy: 'is it on, and in the same network?',
};

/** A refusal, as it is thrown. */
export class BankRequestError extends Error {
  readonly remedy: string;

  constructor({ message, remedy }: BankError) {
    super(message);
    this.remedy = remedy;
  }
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(`/banks${path}`, init).catch(() => {
    throw new BankRequestError(SILENT);
  });
  const content = await answer.json().catch(() => SILENT);
  if (answer.ok) return content;
  throw new BankRequestError(content);
}

const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  call(path, { method: 'POST', body: JSON.stringify(body) });

/** What a page asks of the banks; every call throws `Refused`. */
export const bankCalls = {
  list: () => call<BankListing>(''),
  work: () => call<BankActivity>('/work'),
  edit: (id: string, edit: BankEdit) => post<BankListing>('/edit', { id, edit }),
  undo: () => post<BankListing>('/undo'),
  play: (id: string, set: string, side: 'A' | 'B') => post<{ plays: string }>('/play', { id, set, side }),
  shelf: (place: string) => post<readonly CatalogBank[]>('/shelf', { place }),
  preview: (place: string, file: string) => post<BankEntry>('/preview', { place, file }),
  hear: (place: string, file: string, set: string, side: 'A' | 'B') =>
    post<{ plays: string }>('/hear', { place, file, set, side }),
  install: (place: string, file: string) => post<BankEntry>('/install', { place, file }),
};

/**
 * Sends a dropped file: a `.nrbank` is imported, anything else is a sound for the bank `id`, or for one's own. Hears how much of it has
 * gone, 0-1.
 */
export function sendFile(file: File, id: string | null, onSent: (share: number) => void): Promise<void> {
  const isBank = /\.nrbank$/i.test(file.name);
  const most = isBank ? MAX_BANK_BYTES : MAX_SOUND_BYTES;
  if (file.size > most) return Promise.reject(new BankRequestError(tooLarge(file, most)));
  const query = new URLSearchParams({ name: file.name, ...(!isBank && id !== null && { bank: id }) });
  return new Promise((resolve, reject) => {
    // fetch does not tell how much it has sent.
    const request = new XMLHttpRequest();
    request.open('POST', `/banks/${isBank ? 'import' : 'sounds'}?${query}`);
    request.upload.onprogress = ({ loaded, total }) => onSent(loaded / total);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new BankRequestError(refusalOf(request.responseText)));
    request.onerror = () => reject(new BankRequestError(SILENT));
    request.send(file);
  });
}

function tooLarge({ name, size }: File, most: number): BankError {
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return {
    message: `${name} has ${mib(size)} MiB, at most ${mib(most)} are taken`,
    remedy: 'cut out the part that you want to play: five minutes at most',
  };
}

function refusalOf(text: string): BankError {
  try {
    return JSON.parse(text);
  } catch {
    return SILENT;
  }
}
