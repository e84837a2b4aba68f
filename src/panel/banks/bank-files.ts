import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { cannotWrite } from '../../contracts/write-fault.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';

/** A file of the folder: no path, nothing hidden. */
const PLAIN = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}\.nrbank$/;
/** What all banks of the folder may take together, bytes. */
const MOST_BYTES = 2 ** 30;

/** The one folder that pages can write to: bank files by plain names. */
export interface BankFiles {
  list(): Promise<readonly string[]>;
  /** @throws NeurorackError 'bad-input' for a name that is none */
  pathOf(file: string): string;
  /** Changes whenever the file does; undefined when it is not there. */
  stampOf(file: string): Promise<string | undefined>;
  read(file: string): Promise<Buffer>;
  /** @throws NeurorackError 'cannot-write' when the disk, or what banks may take of it, is full */
  write(file: string, bytes: Uint8Array): Promise<void>;
  remove(file: string): Promise<void>;
  /** A name for a new file, made of a bank's. */
  freeName(title: string): Promise<string>;
}

export type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>;

/** @param write for tests: a disk that is full */
export function createBankFiles(folder: string, write: WriteFile = writeFileAtomically): BankFiles {
  function pathOf(file: string): string {
    if (PLAIN.test(file)) return join(folder, file);
    throw new NeurorackError('bad-input', `'${file}' is no bank of this instrument`, {
      remedy: 'choose one of the list',
    });
  }

  async function list(): Promise<readonly string[]> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && PLAIN.test(entry.name));
    return files.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
  }

  async function checkRoom(file: string, bytes: number): Promise<void> {
    let total = bytes;
    for (const other of await list()) {
      if (other !== file) total += (await stat(pathOf(other))).size;
    }
    if (total <= MOST_BYTES) return;
    throw new NeurorackError('cannot-write', `the banks would take more than ${MOST_BYTES / 2 ** 20} MiB`, {
      remedy: 'remove a bank first, or export it and keep it elsewhere',
    });
  }

  return {
    list,
    pathOf,
    stampOf: async (file) => {
      const facts = await stat(pathOf(file)).catch(() => undefined);
      return facts && `${facts.mtimeMs} ${facts.size} ${facts.ino}`;
    },
    read: (file) => readFile(pathOf(file)),
    write: async (file, bytes) => {
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw cannotWrite(folder, cause);
      });
      await checkRoom(file, bytes.length);
      await write(pathOf(file), bytes);
    },
    remove: (file) => rm(pathOf(file), { force: true }),
    freeName: async (title) => {
      const plain = title.normalize('NFKD').replace(/[^a-zA-Z0-9]+/g, '-');
      const stem = plain.replace(/^-|-$/g, '').slice(0, 60).toLowerCase() || 'bank';
      const taken = new Set(await list());
      for (let n = 1; ; n++) {
        const file = `${stem}${n === 1 ? '' : `-${n}`}.nrbank`;
        if (!taken.has(file)) return file;
      }
    },
  };
}
