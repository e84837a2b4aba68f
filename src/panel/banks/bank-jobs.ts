import { type ErrorData, toErrorData } from '../../contracts/error-data.ts';
import type { CatalogEntry } from '../../descriptors/bank/catalog-format.ts';
import type { DownloadAccess } from '../../descriptors/bank/download.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import type { BankEdit, BankEntry, BankListing } from './bank-entry.ts';
import type { AddedSound, BankLibrary, UploadedFile } from './bank-library.ts';
import type { SaveSetResult } from './set-revision.ts';

/** A call of the library, as sent to its thread. */
export type BankJob =
  | { readonly kind: 'list' | 'undo' }
  | { readonly kind: 'set'; readonly id: string; readonly name: string }
  | { readonly kind: 'sound'; readonly id: string | null; readonly sound: UploadedFile }
  | { readonly kind: 'save-set'; readonly set: DescriptorSet; readonly over: string | null }
  | { readonly kind: 'import'; readonly file: UploadedFile }
  | { readonly kind: 'export'; readonly id: string }
  | { readonly kind: 'edit'; readonly id: string; readonly edit: BankEdit }
  | { readonly kind: 'catalog'; readonly location: string; readonly access: DownloadAccess }
  | {
      readonly kind: 'preview' | 'install';
      readonly location: string;
      readonly file: string;
      readonly access: DownloadAccess;
    }
  | {
      readonly kind: 'catalog-set';
      readonly location: string;
      readonly file: string;
      readonly name: string;
      readonly access: DownloadAccess;
    };

/** A reply of the thread. */
export type BankReply =
  | { readonly kind: 'listing'; readonly listing: BankListing }
  | { readonly kind: 'set'; readonly set: DescriptorSet }
  | ({ readonly kind: 'added' } & AddedSound)
  | { readonly kind: 'save-set'; readonly result: SaveSetResult }
  | { readonly kind: 'bank'; readonly bank: BankEntry }
  | { readonly kind: 'file'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: 'catalog'; readonly entries: readonly CatalogEntry[] }
  | { readonly kind: 'progress'; readonly share: number }
  /** A sentence for the user; belongs to no call. */
  | { readonly kind: 'message'; readonly sentence: string }
  | { readonly kind: 'error'; readonly error: ErrorData };

/** Runs a job. Errors are returned as replies. */
export async function runBankJob(
  library: BankLibrary,
  job: BankJob,
  onProgress: (share: number) => void,
): Promise<BankReply> {
  try {
    return await replyTo(library, job, onProgress);
  } catch (error) {
    return { kind: 'error', error: toErrorData(error, { kind: 'bad-file', remedy: 'try another file' }) };
  }
}

async function replyTo(library: BankLibrary, job: BankJob, onProgress: (share: number) => void): Promise<BankReply> {
  switch (job.kind) {
    case 'list':
      return { kind: 'listing', listing: await library.list() };
    case 'undo':
      return { kind: 'listing', listing: await library.undo() };
    case 'edit':
      return { kind: 'listing', listing: await library.edit(job.id, job.edit) };
    case 'set':
      return { kind: 'set', set: await library.loadSet(job.id, job.name) };
    case 'sound':
      return { kind: 'added', ...(await library.addSound(job.id, job.sound, onProgress)) };
    case 'save-set':
      return { kind: 'save-set', result: await library.saveSet(job.set, job.over) };
    case 'import':
      return { kind: 'bank', bank: await library.importBank(job.file) };
    case 'preview':
      return { kind: 'bank', bank: await library.preview(job.location, job.file, job.access) };
    case 'catalog-set':
      return { kind: 'set', set: await library.loadCatalogSet(job.location, job.file, job.name, job.access) };
    case 'install':
      return { kind: 'bank', bank: await library.install(job.location, job.file, job.access) };
    case 'export':
      return { kind: 'file', ...(await library.exportBank(job.id)) };
    case 'catalog':
      return { kind: 'catalog', entries: await library.listCatalog(job.location, job.access) };
  }
}
