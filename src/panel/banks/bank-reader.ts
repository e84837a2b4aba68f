import { NeurorackError } from '../../contracts/errors.ts';
import type { Bank } from '../../descriptors/bank/bank.ts';
import { findSet } from '../../descriptors/bank/find-set.ts';
import { type OpenedBank, openBankFile, readBank } from '../../descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { missingBankError } from './bank-edits.ts';
import { type BankEntry, type BankListing, toBankEntry } from './bank-entry.ts';
import type { BankFiles } from './bank-files.ts';
import { BankSurvey, INSTALLED_LIMITS, type InstalledLimits } from './bank-survey.ts';
import { createSetCache, type SetCache } from './set-cache.ts';
import { withFileName } from './with-file-name.ts';

/** Id of the factory bank. */
export const FACTORY_ID = 'factory';
const FACTORY_FILE = 'factory.nrbank';

/** Reads the installed banks. `bank.json` is read again only after a file has changed; curves are read when they are used. */
export class BankReader {
  readonly #files: BankFiles;
  readonly #factory: string;
  readonly #limits: InstalledLimits;
  readonly #survey: BankSurvey;
  readonly #sets: SetCache;
  /** The bank that was opened last. */
  #opened: { readonly key: string; readonly bank: OpenedBank } | undefined;

  /** @param factory path of the factory bank */
  constructor(files: BankFiles, factory: string, limits: InstalledLimits = INSTALLED_LIMITS) {
    this.#files = files;
    this.#factory = factory;
    this.#limits = limits;
    this.#survey = new BankSurvey(files, limits);
    this.#sets = createSetCache(limits.cachedBytes);
  }

  /** Size of the unpacked curves that are kept, bytes. */
  get cachedBytes(): number {
    return this.#sets.bytes;
  }

  /** Lists the factory bank and the files within the limits; the others with the reason. Reads no curves. */
  async list(): Promise<Pick<BankListing, 'banks' | 'unreadable'>> {
    const results = [await this.#surveyFactory(), ...(await this.#survey.list())];
    return {
      banks: results.flatMap((result) => ('entry' in result ? result.entry : [])),
      unreadable: results.flatMap((result) =>
        'error' in result ? { file: result.file, message: result.error.message, remedy: result.error.remedy } : [],
      ),
    };
  }

  /** @throws NeurorackError 'bad-input' for a missing bank or set, 'bad-file' for a bank that is not valid or beyond the limits */
  async readSet(id: string, name: string): Promise<DescriptorSet> {
    const stamp = await this.#checkedStamp(id);
    const key = `${id}\n${stamp}\n${name}`;
    const cached = this.#sets.get(key);
    if (cached !== undefined) return cached;
    const bank = await this.#open(id, stamp);
    const set = await withFileName(id, this.#pathOf(id), () => bank.readSet(findSet(bank.index, name)));
    this.#sets.put(key, set);
    return set;
  }

  /** Reads a whole bank, to be edited; it is not kept. @throws NeurorackError as `readSet` */
  async readAll(id: string): Promise<Bank> {
    await this.check(id);
    return withFileName(id, this.#pathOf(id), () => readBank(this.#pathOf(id)));
  }

  /** @throws NeurorackError 'bad-input' for a missing bank, 'bad-file' for a bank that is not valid or beyond the limits */
  async check(id: string): Promise<void> {
    await this.#checkedStamp(id);
  }

  /** The name of a bank, or of its file when the bank is not loaded. @throws NeurorackError 'bad-input' for a missing bank */
  async nameOf(id: string): Promise<string> {
    if ((await this.#files.stampOf(id)) === undefined) throw missingBankError(id);
    const found = (await this.#survey.list()).find(({ file }) => file === id);
    return found !== undefined && 'entry' in found ? found.entry.name : id;
  }

  /**
   * Checks that a file of this many bytes of curves fits beside the other banks, or is no larger than before.
   *
   * @throws NeurorackError 'cannot-write'
   */
  async checkRoom(file: string, curveBytes: number): Promise<void> {
    let total = curveBytes;
    let before = 0;
    let files = 1;
    for (const result of await this.#survey.list()) {
      if ('error' in result) continue;
      if (result.file === file) before = result.curveBytes;
      else {
        total += result.curveBytes;
        files++;
      }
    }
    const { curveBytes: max, files: maxFiles } = this.#limits;
    if ((total <= max && files <= maxFiles) || curveBytes <= before) return;
    const reason = files > maxFiles ? `more than ${maxFiles} files` : `more than ${max / 2 ** 20} MiB unpacked`;
    throw new NeurorackError('cannot-write', `the banks would take ${reason}`, {
      remedy: 'remove a bank first, or export it to another computer',
    });
  }

  async #checkedStamp(id: string): Promise<string> {
    if (id === FACTORY_ID) return '';
    const stamp = await this.#files.stampOf(id);
    if (stamp === undefined) throw missingBankError(id);
    const result = (await this.#survey.list()).find(({ file }) => file === id);
    if (result !== undefined && 'error' in result) throw result.error;
    return stamp;
  }

  /** A factory bank that cannot be read leaves the others usable. */
  async #surveyFactory(): Promise<
    { readonly file: string } & ({ readonly entry: BankEntry } | { readonly error: NeurorackError })
  > {
    try {
      const { index } = await this.#open(FACTORY_ID, '');
      return { file: FACTORY_FILE, entry: toBankEntry(FACTORY_ID, index, false) };
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      return { file: FACTORY_FILE, error };
    }
  }

  #pathOf(id: string): string {
    return id === FACTORY_ID ? this.#factory : this.#files.pathOf(id);
  }

  async #open(id: string, stamp: string): Promise<OpenedBank> {
    const key = `${id}\n${stamp}`;
    if (this.#opened?.key === key) return this.#opened.bank;
    const bank = await withFileName(id, this.#pathOf(id), () => openBankFile(this.#pathOf(id)));
    this.#opened = { key, bank };
    return bank;
  }
}
