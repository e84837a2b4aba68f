import { NeurorackError } from '../../contracts/errors.ts';
import { openBankFile, readIndexSize } from '../../descriptors/bank/read-bank.ts';
import { type BankEntry, toBankEntry } from './bank-entry.ts';
import type { BankFiles } from './bank-files.ts';
import { USER_BANK_FILE } from './user-bank.ts';
import { withFileName } from './with-file-name.ts';

/** Limits of all banks of the folder together. */
export interface InstalledLimits {
  readonly files: number;
  /** `bank.json` of all banks, bytes. */
  readonly indexBytes: number;
  /** Curves of all banks, unpacked, bytes. */
  readonly curveBytes: number;
  /** Unpacked curves that are kept in memory, bytes. */
  readonly cachedBytes: number;
  /** Former contents of banks that are kept for undo, on the disk, bytes. */
  readonly historyBytes: number;
}

export const INSTALLED_LIMITS: InstalledLimits = {
  files: 256,
  indexBytes: 32 * 2 ** 20,
  curveBytes: 512 * 2 ** 20,
  cachedBytes: 32 * 2 ** 20,
  historyBytes: 256 * 2 ** 20,
};

const LIMIT_TEXTS = {
  files: (max: number) => `there are ${max} others`,
  indexBytes: (max: number) => `the lists of sets of all banks would take more than ${max / 2 ** 20} MiB`,
  curveBytes: (max: number) => `all banks would take more than ${max / 2 ** 20} MiB unpacked`,
} as const;

type LimitName = keyof typeof LIMIT_TEXTS;

/** A bank without its curves, or the reason why it is not loaded. */
export type SurveyResult = { readonly file: string } & (
  | { readonly entry: BankEntry; readonly indexBytes: number; readonly curveBytes: number }
  | { readonly error: NeurorackError }
);

/** Reads `bank.json` of the files of the folder, each again only after a change, as far as the limits allow. */
export class BankSurvey {
  readonly #files: BankFiles;
  readonly #limits: InstalledLimits;
  readonly #results = new Map<string, { readonly stamp: string; readonly result: SurveyResult }>();

  constructor(files: BankFiles, limits: InstalledLimits) {
    this.#files = files;
    this.#limits = limits;
  }

  /** The files by name. 'My sounds' has priority where the limits are reached, then files in the order of their names. */
  async list(): Promise<readonly SurveyResult[]> {
    const names = await this.#files.list();
    for (const file of this.#results.keys()) if (!names.includes(file)) this.#results.delete(file);
    const room: Record<LimitName, number> = {
      files: this.#limits.files,
      indexBytes: this.#limits.indexBytes,
      curveBytes: this.#limits.curveBytes,
    };
    const results = new Map<string, SurveyResult>();
    for (const file of [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))]) {
      results.set(file, await this.#take(file, room));
    }
    return names.flatMap((file) => results.get(file) ?? []);
  }

  /** Reads a file and subtracts it from the room that is left. */
  async #take(file: string, room: Record<LimitName, number>): Promise<SurveyResult> {
    if (room.files < 1) return this.#beyond(file, 'files');
    const result = await this.#resultOf(file, room.indexBytes);
    if ('error' in result) return result;
    if (result.curveBytes > room.curveBytes) return this.#beyond(file, 'curveBytes');
    room.files--;
    room.indexBytes -= result.indexBytes;
    room.curveBytes -= result.curveBytes;
    return result;
  }

  async #resultOf(file: string, maxIndexBytes: number): Promise<SurveyResult> {
    const stamp = (await this.#files.stampOf(file)) ?? '';
    const known = this.#results.get(file);
    if (known?.stamp === stamp) {
      const isBeyond = 'entry' in known.result && known.result.indexBytes > maxIndexBytes;
      return isBeyond ? this.#beyond(file, 'indexBytes') : known.result;
    }
    const path = this.#files.pathOf(file);
    try {
      const indexBytes = await withFileName(file, path, () => readIndexSize(path));
      if (indexBytes > maxIndexBytes) return this.#beyond(file, 'indexBytes');
      const { index, curveBytes } = await withFileName(file, path, () => openBankFile(path));
      return this.#keep(stamp, { file, entry: toBankEntry(file, index, true), indexBytes, curveBytes });
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      return this.#keep(stamp, { file, error });
    }
  }

  #keep(stamp: string, result: SurveyResult): SurveyResult {
    this.#results.set(result.file, { stamp, result });
    return result;
  }

  #beyond(file: string, limit: LimitName): SurveyResult {
    const message = `${file} is not loaded: ${LIMIT_TEXTS[limit](this.#limits[limit])}`;
    const remedy = 'remove another bank, or export it to another computer';
    return { file, error: new NeurorackError('bad-file', message, { remedy }) };
  }
}

const isFirst = (file: string): boolean => file === USER_BANK_FILE;
