import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { cannotWrite } from '../../contracts/write-fault.ts';
import { BANK_LIMITS } from '../../descriptors/bank/bank-format.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { readLimited } from '../../files/read-limited.ts';
import { refuseSpecialFile } from '../../files/special-file.ts';
import { syncDirectory } from '../../files/sync-directory.ts';

/** Name of a bank file: no path, no hidden file. */
const FILE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}\.nrbank$/;
const EXTENSION = '.nrbank';
/** Total size of all banks of the folder, bytes. */
const MAX_TOTAL_BYTES = 2 ** 30;

/** Bank files by plain names, in the only folder that clients can write to. */
export interface BankFiles {
  list(): Promise<readonly string[]>;
  /** @throws NeurorackError 'bad-input' for an invalid name */
  pathOf(file: string): string;
  /** A text that changes with the file; undefined when it does not exist. */
  stampOf(file: string): Promise<string | undefined>;
  read(file: string): Promise<Buffer>;
  /** @throws NeurorackError 'cannot-write' */
  makeFolder(): Promise<void>;
  /** @throws NeurorackError 'cannot-write' when the disk is full, or the limit for all banks is reached */
  write(file: string, bytes: Uint8Array): Promise<void>;
  remove(file: string): Promise<void>;
  /** Renames a damaged file, which stays in the folder, and returns its new name: 'my-sounds-damaged-1.nrbank'. */
  setAside(file: string): Promise<string>;
  /** An unused file name, derived from the title of a bank. */
  freeName(title: string): Promise<string>;
}

const writePrivately: WriteFile = (path, bytes) => writeFileAtomically(path, bytes, { mode: 0o600 });

export type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>;

/** @param write replaced by tests that simulate a full disk */
export function createBankFiles(folder: string, write: WriteFile = writePrivately): BankFiles {
  function pathOf(file: string): string {
    if (FILE_NAME.test(file)) return join(folder, file);
    throw new NeurorackError('bad-input', `'${file}' is not a bank of this instrument`, {
      remedy: 'choose one from the list',
    });
  }

  async function list(): Promise<readonly string[]> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && FILE_NAME.test(entry.name));
    return files.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
  }

  async function checkRoom(file: string, bytes: number): Promise<void> {
    let total = bytes;
    for (const other of await list()) {
      if (other !== file) total += (await stat(pathOf(other))).size;
    }
    if (total <= MAX_TOTAL_BYTES) return;
    throw new NeurorackError('cannot-write', `the banks would take more than ${MAX_TOTAL_BYTES / 2 ** 20} MiB`, {
      remedy: 'remove a bank first, or export it to another computer',
    });
  }

  async function makeFolder(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw cannotWrite(folder, cause);
    });
  }

  return {
    list,
    makeFolder,
    pathOf,
    stampOf: async (file) => {
      const stats = await stat(pathOf(file)).catch(() => undefined);
      return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    },
    read: (file) => readLimited(pathOf(file), BANK_LIMITS.fileBytes),
    write: async (file, bytes) => {
      await makeFolder();
      await checkRoom(file, bytes.length);
      // Writing to a pipe would wait for a reader.
      await refuseSpecialFile(pathOf(file));
      await write(pathOf(file), bytes);
    },
    remove: async (file) => {
      await rm(pathOf(file), { force: true });
      await syncDirectory(folder);
    },
    setAside: async (file) => {
      const taken = new Set(await list());
      for (let n = 1; ; n++) {
        const aside = `${file.slice(0, -EXTENSION.length)}-damaged-${n}${EXTENSION}`;
        if (taken.has(aside)) continue;
        await rename(pathOf(file), pathOf(aside)).catch((cause: unknown) => {
          throw cannotWrite(file, cause);
        });
        await syncDirectory(folder);
        return aside;
      }
    },
    freeName: async (title) => {
      const ascii = title.normalize('NFKD').replace(/[^a-zA-Z0-9]+/g, '-');
      const stem = ascii.replace(/^-|-$/g, '').slice(0, 60).toLowerCase() || 'bank';
      const taken = new Set(await list());
      for (let n = 1; ; n++) {
        const file = `${stem}${n === 1 ? '' : `-${n}`}.nrbank`;
        if (!taken.has(file)) return file;
      }
    },
  };
}
