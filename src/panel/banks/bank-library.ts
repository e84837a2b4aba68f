import { readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Bank } from '../../descriptors/bank/bank.ts';
import { fetchCatalogBank } from '../../descriptors/bank/bank-catalog.ts';
import { setBytesOf } from '../../descriptors/bank/bank-format.ts';
import { buildSet, type KeepSound } from '../../descriptors/bank/build-sets.ts';
import type { DownloadAccess } from '../../descriptors/bank/download.ts';
import { addSets } from '../../descriptors/bank/edit-bank.ts';
import { checkBank, type OpenedBank } from '../../descriptors/bank/read-bank.ts';
import { packBank } from '../../descriptors/bank/write-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { withoutInvisible } from '../../descriptors/visible-text.ts';
import { withLock } from '../../files/process-lock.ts';
import { applyEdit, readOnlyBankError, undoLabelOf } from './bank-edits.ts';
import { type BankEdit, type BankEntry, type BankListing, toBankEntry } from './bank-entry.ts';
import { createBankFiles, type WriteFile } from './bank-files.ts';
import { createBankHistory } from './bank-history.ts';
import { BankReader, FACTORY_ID } from './bank-reader.ts';
import { INSTALLED_LIMITS, type InstalledLimits } from './bank-survey.ts';
import { type CatalogBanks, createCatalogBanks } from './catalog-banks.ts';
import { createQueue } from './queue.ts';
import { revisionOf, type SaveSetResult, savePosition } from './set-revision.ts';
import { createUndoStore } from './undo-store.ts';
import { isDamaged, USER_BANK, USER_BANK_FILE } from './user-bank.ts';
import { withFileName } from './with-file-name.ts';

/** A complete uploaded file, and the name that it had on the sender's computer. */
export interface UploadedFile {
  readonly path: string;
  readonly name: string;
}

/** A sound that became a set: the bank, the set, and faults of the sound, each a sentence with its file name. */
export interface AddedSound {
  readonly id: string;
  readonly name: string;
  readonly warnings: readonly string[];
}

/** The installed banks. Calls run one after the other, never on a thread that renders audio. */
export interface BankLibrary extends CatalogBanks {
  list(): Promise<BankListing>;
  loadSet(id: string, name: string): Promise<DescriptorSet>;
  /** Analyses a sound and appends it to an editable bank; to 'My sounds' when `id` is null. */
  addSound(id: string | null, sound: UploadedFile, onProgress: (share: number) => void): Promise<AddedSound>;
  /** Saves a set to 'My sounds': as a new one (`over` is null), or over the one of its name if it still has the revision `over`. */
  saveSet(set: DescriptorSet, over: string | null): Promise<SaveSetResult>;
  importBank(file: UploadedFile): Promise<BankEntry>;
  exportBank(id: string): Promise<{ readonly file: string; readonly bytes: Uint8Array }>;
  edit(id: string, edit: BankEdit): Promise<BankListing>;
  /** Undoes the last change, of any bank. */
  undo(): Promise<BankListing>;
  /** Installs a bank of a catalog. */
  install(location: string, file: string, access: DownloadAccess): Promise<BankEntry>;
}

export interface BankLibraryOptions {
  readonly folder: string;
  /** Path of the factory bank. */
  readonly factory: string;
  readonly write?: WriteFile | undefined;
  /** Limits of all banks together; others are for tests. */
  readonly limits?: InstalledLimits | undefined;
  /** Keeps the sounds of sets for models that encode them. */
  readonly keepSound?: KeepSound | undefined;
  /** Called with a sentence for the user when a damaged bank is set aside. */
  readonly onMessage?: ((sentence: string) => void) | undefined;
}

/** All methods throw a NeurorackError with the reason; a failed call changes nothing. */
export function createBankLibrary({
  folder,
  factory,
  write,
  limits = INSTALLED_LIMITS,
  keepSound,
  onMessage,
}: BankLibraryOptions): BankLibrary {
  const files = createBankFiles(folder, write);
  const reader = new BankReader(files, factory, limits);
  const history = createBankHistory(files, createUndoStore(join(folder, '.history'), limits.historyBytes));
  const enqueue = createQueue();
  /** Runs a change alone among the instances of this computer that use the folder. */
  const alone = async <T>(change: () => Promise<T>): Promise<T> => {
    await files.makeFolder().catch(() => undefined);
    return withLock(join(folder, '.lock'), change);
  };
  const enqueueAlone = <T>(change: () => Promise<T>): Promise<T> => enqueue(() => alone(change));

  async function list(): Promise<BankListing> {
    return { ...(await reader.list()), undoLabel: await history.undoLabel() };
  }

  /** Writes a bank, if it fits beside the others. */
  async function store(label: string, file: string, bank: Bank): Promise<void> {
    const bytes = packBank(bank);
    const size = bank.sets.reduce((sum, set) => sum + setBytesOf(set), 0);
    await reader.checkRoom(file, size);
    await history.change(label, file, bytes);
  }

  async function editBank(id: string, edit: BankEdit): Promise<BankListing> {
    if (id === FACTORY_ID) throw readOnlyBankError();
    if (edit.kind === 'remove-bank') await history.change(`removing ${await reader.nameOf(id)}`, id, undefined);
    else await store(undoLabelOf(edit), id, applyEdit(await reader.readAll(id), edit));
    return list();
  }

  async function userBank(): Promise<Bank> {
    const empty: Bank = { ...USER_BANK, sets: [] };
    if ((await files.stampOf(USER_BANK_FILE)) === undefined) return empty;
    try {
      return await reader.readAll(USER_BANK_FILE);
    } catch (fault) {
      // A bank beyond the limits, or on a disk that cannot be read now, is whole: it stays.
      if (!(fault instanceof NeurorackError) || !(await isDamaged(files.pathOf(USER_BANK_FILE)))) throw fault;
      const aside = await files.setAside(USER_BANK_FILE);
      onMessage?.(`${fault.message}; it is kept as ${aside}, and '${USER_BANK.name}' begins anew`);
      return empty;
    }
  }

  async function addSound(
    id: string | null,
    upload: UploadedFile,
    onProgress: (share: number) => void,
  ): Promise<AddedSound> {
    if (id === FACTORY_ID) throw readOnlyBankError();
    if (id !== null) await reader.check(id);
    const file = id ?? USER_BANK_FILE;
    const { set, samples, title, warnings } = await measureUpload(upload, onProgress);
    return alone(async () => {
      const bank = id === null ? await userBank() : await reader.readAll(id);
      const next = addSets(bank, [{ ...set, provenance: { ...set.provenance, licence: bank.licence } }]);
      await store(`adding ${title}`, file, next);
      // Only of a set that is in a bank now.
      if (samples !== undefined) await keepSound?.(set, samples);
      return { id: file, name: next.sets.at(-1)?.name ?? title, warnings };
    });
  }

  async function saveSet(set: DescriptorSet, over: string | null): Promise<SaveSetResult> {
    const { sets, ...bank } = await userBank();
    const position = savePosition(set, sets, over);
    if (typeof position === 'string') return { kind: position };
    const next = { ...bank, sets: sets.toSpliced(position, over === null ? 0 : 1, set) };
    await store(`saving ${set.name}`, USER_BANK_FILE, next);
    return { kind: 'saved', revision: revisionOf(set) };
  }

  /** Writes a checked bank to a new file, byte for byte. */
  async function addBank({ index, curveBytes }: OpenedBank, bytes: Uint8Array): Promise<BankEntry> {
    const file = await files.freeName(index.name);
    await reader.checkRoom(file, curveBytes);
    await history.change(`adding ${index.name}`, file, bytes);
    return toBankEntry(file, index, true);
  }

  async function importBank({ path, name }: UploadedFile): Promise<BankEntry> {
    const bytes = await readFile(path);
    return addBank(await checkBank(bytes, name), bytes);
  }

  return {
    list: () => enqueue(list),
    loadSet: (id, name) => enqueue(() => reader.readSet(id, name)),
    addSound: (id, sound, onProgress) =>
      enqueue(() => addSound(id, sound, onProgress)).finally(() => rm(sound.path, { force: true })),
    saveSet: (set, over) => enqueueAlone(() => saveSet(set, over)),
    importBank: (file) => enqueueAlone(() => importBank(file)).finally(() => rm(file.path, { force: true })),
    exportBank: (id) =>
      enqueue(async () => {
        if (id === FACTORY_ID) return { file: 'factory.nrbank', bytes: packBank(await reader.readAll(id)) };
        await reader.check(id);
        return { file: id, bytes: await files.read(id) };
      }),
    edit: (id, edit) => enqueueAlone(() => editBank(id, edit)),
    undo: () => enqueueAlone(() => history.undo().then(list)),
    ...createCatalogBanks(),
    install: async (location, file, access) => {
      const { bank, bytes } = await fetchCatalogBank(location, file, { access });
      return enqueueAlone(() => addBank(bank, bytes));
    },
  };
}

/** Measures a sound that was uploaded; faults and warnings have the name that it had, not the path of the copy. */
async function measureUpload(
  { path, name }: UploadedFile,
  onProgress: (share: number) => void,
): Promise<{ set: DescriptorSet; samples: Float32Array | undefined; title: string; warnings: string[] }> {
  const source = withoutInvisible(name);
  const title = source.slice(0, source.length - extname(source).length) || source;
  const sound = { path, name: title, provenance: { source, licence: USER_BANK.licence } };
  const warnings: string[] = [];
  const onWarning = (text: string): number => warnings.push(text.replaceAll(path, name));
  let samples: Float32Array | undefined;
  const keepSound: KeepSound = async (_set, taken) => {
    samples = taken;
  };
  const set = await withFileName(name, path, () => buildSet(sound, onProgress, { keepSound, onWarning }));
  return { set, samples, title, warnings };
}
