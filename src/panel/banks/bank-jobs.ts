import { type ErrorData, toErrorData } from '../../contracts/error-data.ts';
import type { CatalogEntry } from '../../descriptors/bank/catalog-format.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import type { BankEdit, BankEntry, BankListing } from './bank-entry.ts';
import type { BankLibrary, UploadedFile } from './bank-library.ts';
import type { SaveSetResult } from './set-revision.ts';

/** A call of the library, as it goes to its thread. */
export type BankJob =
  | { readonly kind: 'list' | 'undo' }
  | { readonly kind: 'set'; readonly id: string; readonly name: string }
  | { readonly kind: 'sound'; readonly id: string | null; readonly sound: UploadedFile }
  | { readonly kind: 'keep'; readonly set: DescriptorSet; readonly over: string | null }
  | { readonly kind: 'import'; readonly file: UploadedFile }
  | { readonly kind: 'export'; readonly id: string }
  | { readonly kind: 'edit'; readonly id: string; readonly edit: BankEdit }
  | { readonly kind: 'shelf'; readonly place: string }
  | { readonly kind: 'preview' | 'install'; readonly place: string; readonly file: string }
  | { readonly kind: 'shelf-set'; readonly place: string; readonly file: string; readonly name: string };

/** What comes back. */
export type BankReply =
  | { readonly kind: 'listing'; readonly listing: BankListing }
  | { readonly kind: 'set'; readonly set: DescriptorSet }
  | { readonly kind: 'added'; readonly id: string; readonly name: string }
  | { readonly kind: 'kept-set'; readonly kept: SaveSetResult }
  | { readonly kind: 'bank'; readonly bank: BankEntry }
  | { readonly kind: 'file'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: 'shelf'; readonly entries: readonly CatalogEntry[] }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'refused'; readonly error: ErrorData };

/** Does a job; what is wrong with it becomes a reply too. */
export async function runBankJob(
  library: BankLibrary,
  job: BankJob,
  onProgress: (share: number) => void,
): Promise<BankReply> {
  try {
    return await replyTo(library, job, onProgress);
  } catch (error) {
    return { kind: 'refused', error: toErrorData(error, { kind: 'bad-file', remedy: 'try another file' }) };
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
    case 'keep':
      return { kind: 'kept-set', kept: await library.saveSet(job.set, job.over) };
    case 'import':
      return { kind: 'bank', bank: await library.importBank(job.file) };
    case 'preview':
      return { kind: 'bank', bank: await library.preview(job.place, job.file) };
    case 'shelf-set':
      return { kind: 'set', set: await library.loadCatalogSet(job.place, job.file, job.name) };
    case 'install':
      return { kind: 'bank', bank: await library.install(job.place, job.file) };
    case 'export':
      return { kind: 'file', ...(await library.exportBank(job.id)) };
    case 'shelf':
      return { kind: 'shelf', entries: await library.listCatalog(job.place) };
  }
}
