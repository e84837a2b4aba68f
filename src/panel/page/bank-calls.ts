import type { BankEdit, BankEntry, BankListing } from '../banks/bank-entry.ts';
import { MAX_BANK_BYTES, MAX_SOUND_BYTES } from '../upload-limits.ts';
import { transport } from './server-transport.ts';

/** Why a call failed, and what to do about it. */
export interface BankError {
  readonly message: string;
  readonly remedy: string;
}

/** A bank in a catalog. */
export interface CatalogBank {
  readonly file: string;
  readonly name: string;
  readonly author?: string;
  readonly licence: string;
  readonly bytes: number;
  readonly sets: readonly string[];
}

/** Uploads that the instrument processes, and a number that changes with every change of the banks. */
export interface BankActivity {
  readonly revision: number;
  readonly jobs: readonly { readonly name: string; readonly share: number }[];
}

const NO_RESPONSE: BankError = {
  message: 'no response from the instrument',
  remedy: 'check that it is on and in the same network',
};

/** A failed call. */
export class BankRequestError extends Error {
  readonly remedy: string;

  constructor({ message, remedy }: BankError) {
    super(message);
    this.remedy = remedy;
  }
}

async function call<T>(path: string, init?: Parameters<typeof transport.request>[1]): Promise<T> {
  const response = await transport.request(`/banks${path}`, init).catch(() => {
    throw new BankRequestError(NO_RESPONSE);
  });
  const content = await response.json().catch(() => NO_RESPONSE);
  if (response.ok) return content;
  throw new BankRequestError(content);
}

const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  call(path, { method: 'POST', body: JSON.stringify(body) });

/** HTTP calls for banks. Every call throws `BankRequestError`. */
export const bankCalls = {
  list: () => call<BankListing>(''),
  activity: () => call<BankActivity>('/jobs'),
  edit: (id: string, edit: BankEdit) => post<BankListing>('/edit', { id, edit }),
  undo: () => post<BankListing>('/undo'),
  play: (id: string, set: string, side: 'A' | 'B') => post<{ plays: string }>('/play', { id, set, side }),
  catalog: (location: string) => post<readonly CatalogBank[]>('/catalog', { location }),
  preview: (location: string, file: string) => post<BankEntry>('/preview', { location, file }),
  audition: (location: string, file: string, set: string, side: 'A' | 'B') =>
    post<{ plays: string }>('/audition', { location, file, set, side }),
  install: (location: string, file: string) => post<BankEntry>('/install', { location, file }),
};

/** The set of an added sound; undefined after the import of a bank. */
export interface Added {
  readonly set: { readonly bank: string; readonly name: string } | undefined;
  /** Faults of the sound, each a sentence with the name of its file. */
  readonly warnings: readonly string[];
}

/**
 * Uploads a file: a `.nrbank` is imported; any other file is a sound for the bank `id`, or for the user's own bank.
 *
 * @param onProgress called with the share sent, 0-1
 */
export async function uploadFile(file: File, id: string | null, onProgress: (share: number) => void): Promise<Added> {
  const isBank = /\.nrbank$/i.test(file.name);
  const maxBytes = isBank ? MAX_BANK_BYTES : MAX_SOUND_BYTES;
  if (file.size > maxBytes) throw new BankRequestError(tooLarge(file, maxBytes));
  const query = new URLSearchParams({ name: file.name, ...(!isBank && id !== null && { bank: id }) });
  const path = `/banks/${isBank ? 'import' : 'sounds'}?${query}`;
  const { isDone, text } = await transport.upload(path, file, onProgress).catch(() => {
    throw new BankRequestError(NO_RESPONSE);
  });
  if (isDone) return addedIn(text, isBank);
  throw new BankRequestError(parseError(text));
}

function addedIn(text: string, isBank: boolean): Added {
  const answer: { readonly id: string; readonly name: string; readonly warnings?: readonly string[] } =
    JSON.parse(text);
  const { id, name, warnings = [] } = answer;
  return { set: isBank ? undefined : { bank: id, name }, warnings };
}

function tooLarge({ name, size }: File, maxBytes: number): BankError {
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return {
    message: `${name} has ${mib(size)} MiB; the limit is ${mib(maxBytes)} MiB`,
    remedy: 'trim it to the part that you want to play: five minutes at most',
  };
}

function parseError(text: string): BankError {
  try {
    return JSON.parse(text);
  } catch {
    return NO_RESPONSE;
  }
}
