import { readFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Bank } from '../../descriptors/bank/bank.ts';
import { fetchCatalogBank } from '../../descriptors/bank/bank-catalog.ts';
import { buildSet } from '../../descriptors/bank/build-sets.ts';
import { addSets, pickSets } from '../../descriptors/bank/edit-bank.ts';
import { readBank, unpackBank } from '../../descriptors/bank/read-bank.ts';
import { packBank } from '../../descriptors/bank/write-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { applyEdit, missingBankError, readOnlyBankError, undoLabelOf } from './bank-edits.ts';
import { type BankEdit, type BankEntry, type BankListing, toBankEntry } from './bank-entry.ts';
import { type BankFiles, createBankFiles, type WriteFile } from './bank-files.ts';
import { type CatalogBanks, createCatalogBanks } from './catalog-banks.ts';
import { revisionOf, type SaveSetResult, savePosition } from './set-revision.ts';
import { withFileName } from './with-file-name.ts';

/** Where sounds go that were dropped on no bank, and sets that were drawn. */
export const USER_BANK_FILE = 'my-sounds.nrbank';
const OWN_BANK = { name: 'My sounds', licence: 'not stated' };
export const FACTORY_ID = 'factory';
const MOST_UNDO = 20;

/** A file that has come in whole, and what it was called. */
export interface UploadedFile {
  readonly path: string;
  readonly name: string;
}

/** The banks that are installed, and what pages may do with them. One thing after the other; never on a thread that sound depends on. */
export interface BankLibrary extends CatalogBanks {
  list(): Promise<BankListing>;
  /** A set, to be played. */
  loadSet(id: string, name: string): Promise<DescriptorSet>;
  /** Measures a sound and puts it at the end of a bank of one's own; of 'My sounds' when `id` is null. */
  addSound(
    id: string | null,
    sound: UploadedFile,
    onProgress: (share: number) => void,
  ): Promise<{ readonly id: string; readonly name: string }>;
  /** Keeps a set in 'My sounds': as a new one, or over the one of its name if that is still of the revision `over`. */
  saveSet(set: DescriptorSet, over: string | null): Promise<SaveSetResult>;
  importBank(file: UploadedFile): Promise<BankEntry>;
  exportBank(id: string): Promise<{ readonly file: string; readonly bytes: Uint8Array }>;
  edit(id: string, edit: BankEdit): Promise<BankListing>;
  /** Takes the last change back, of whichever bank. */
  undo(): Promise<BankListing>;
  install(place: string, file: string): Promise<BankEntry>;
}

export interface BankLibraryOptions {
  readonly folder: string;
  /** The file of the factory bank. */
  readonly factory: string;
  readonly write?: WriteFile | undefined;
}

interface Step {
  readonly label: string;
  readonly file: string;
  /** What the file held; undefined when it was not there. */
  readonly before: Uint8Array | undefined;
}

/** All its methods throw NeurorackErrors that name what is wrong; what is refused changes nothing. */
export function createBankLibrary({ folder, factory, write }: BankLibraryOptions): BankLibrary {
  const files: BankFiles = createBankFiles(folder, write);
  const read = new Map<string, { readonly stamp: string; readonly bank: Bank }>();
  const steps: Step[] = [];
  let factoryBank: Bank | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** One thing after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function bankOf(id: string): Promise<Bank> {
    if (id === FACTORY_ID) return (factoryBank ??= await readBank(factory));
    const stamp = await files.stampOf(id);
    if (stamp === undefined) throw missingBankError(id);
    const known = read.get(id);
    if (known?.stamp === stamp) return known.bank;
    const bank = await withFileName(id, files.pathOf(id), () => readBank(files.pathOf(id)));
    read.set(id, { stamp, bank });
    return bank;
  }

  async function keep(label: string, file: string, bytes: Uint8Array | undefined): Promise<void> {
    const before = (await files.stampOf(file)) === undefined ? undefined : await files.read(file);
    if (bytes === undefined) await files.remove(file);
    else await withFileName(file, files.pathOf(file), () => files.write(file, bytes));
    steps.push({ label, file, before });
    if (steps.length > MOST_UNDO) steps.shift();
  }

  async function list(): Promise<BankListing> {
    const banks: BankEntry[] = [toBankEntry(FACTORY_ID, await bankOf(FACTORY_ID), false)];
    const refused: { file: string; message: string; remedy: string }[] = [];
    for (const file of await files.list()) {
      try {
        banks.push(toBankEntry(file, await bankOf(file), true));
      } catch (error) {
        if (!(error instanceof NeurorackError)) throw error;
        refused.push({ file, message: error.message, remedy: error.remedy });
      }
    }
    return { banks, unreadable: refused, undoLabel: steps.at(-1)?.label ?? null };
  }

  async function editBank(id: string, edit: BankEdit): Promise<BankListing> {
    if (id === FACTORY_ID) throw readOnlyBankError();
    const bank = await bankOf(id);
    if (edit.kind === 'remove-bank') await keep(`removing ${bank.name}`, id, undefined);
    else await keep(undoLabelOf(edit), id, packBank(applyEdit(bank, edit)));
    return list();
  }

  async function addSound(id: string | null, { path, name }: UploadedFile, onProgress: (share: number) => void) {
    if (id === FACTORY_ID) throw readOnlyBankError();
    const file = id ?? USER_BANK_FILE;
    const isThere = id !== null || (await files.stampOf(file)) !== undefined;
    const bank: Bank = isThere ? await bankOf(file) : { ...OWN_BANK, sets: [] };
    const title = name.slice(0, name.length - extname(name).length) || name;
    const provenance = { source: name, licence: bank.licence };
    const set = await withFileName(name, path, () => buildSet({ path, name: title, provenance }, onProgress));
    const next = addSets(bank, [set]);
    await keep(`adding ${title}`, file, packBank(next));
    return { id: file, name: next.sets.at(-1)?.name ?? title };
  }

  async function keepSet(set: DescriptorSet, over: string | null): Promise<SaveSetResult> {
    const isThere = (await files.stampOf(USER_BANK_FILE)) !== undefined;
    const { sets, ...bank }: Bank = isThere ? await bankOf(USER_BANK_FILE) : { ...OWN_BANK, sets: [] };
    const place = savePosition(set, sets, over);
    if (typeof place === 'string') return { kind: place };
    await keep(
      `drawing ${set.name}`,
      USER_BANK_FILE,
      packBank({ ...bank, sets: sets.toSpliced(place, over === null ? 0 : 1, set) }),
    );
    return { kind: 'kept', revision: revisionOf(set) };
  }

  /** Keeps a bank that was checked, byte for byte. */
  async function keepNew(bank: Bank, bytes: Uint8Array): Promise<BankEntry> {
    const file = await files.freeName(bank.name);
    await keep(`adding ${bank.name}`, file, bytes);
    return toBankEntry(file, bank, true);
  }

  return {
    list: () => inTurn(list),
    loadSet: (id, name) => inTurn(async () => pickSets(await bankOf(id), [name]).sets[0]),
    addSound: (id, sound, onProgress) =>
      inTurn(() => addSound(id, sound, onProgress)).finally(() => rm(sound.path, { force: true })),
    saveSet: (set, over) => inTurn(() => keepSet(set, over)),
    importBank: ({ path, name }) =>
      inTurn(async () => {
        const bytes = await readFile(path);
        return keepNew(await unpackBank(bytes, name), bytes);
      }).finally(() => rm(path, { force: true })),
    exportBank: (id) =>
      inTurn(async () => {
        const bank = await bankOf(id);
        if (id !== FACTORY_ID) return { file: id, bytes: await files.read(id) };
        return { file: 'factory.nrbank', bytes: packBank(bank) };
      }),
    edit: (id, edit) => inTurn(() => editBank(id, edit)),
    undo: () =>
      inTurn(async () => {
        const step = steps.at(-1);
        if (step === undefined) {
          throw new NeurorackError('bad-input', 'there is nothing to take back', { remedy: 'change something first' });
        }
        if (step.before === undefined) await files.remove(step.file);
        else await files.write(step.file, step.before);
        steps.pop();
        return list();
      }),
    ...createCatalogBanks(),
    install: async (place, file) => {
      const { bank, bytes } = await fetchCatalogBank(place, file);
      return inTurn(() => keepNew(bank, bytes));
    },
  };
}
