import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { partialPath } from '../../contracts/partial-path.ts';
import { cannotWrite, TAKES_NO_FILES } from '../../contracts/write-fault.ts';
import { isMissing } from '../../files/file-fault.ts';
import { removeAtExit } from '../../files/remove-at-exit.ts';

/** A file that is written and read by position; `FileHandle` is one. */
export interface WritableFile {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  /** `nlink`: names that the file has in folders, 0 once it or its folder has been removed. */
  stat(): Promise<{ readonly nlink: number }>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an empty file. */
export type OpenFile = (path: string) => Promise<WritableFile>;

/** Bytes that are copied at a time. */
const COPIED_BYTES = 2 ** 20;

const openOnDisk: OpenFile = (path) => open(path, 'w+');

/** A file beside its path that grows, and gets its name when it is complete. Its methods reject with the system's errors. */
export class PartialFile {
  readonly #path: string;
  readonly #partial: string;
  readonly #openFile: OpenFile;
  readonly #keep: () => void;
  #file: WritableFile;
  #length = 0;

  private constructor(path: string, file: WritableFile, openFile: OpenFile) {
    this.#path = path;
    this.#partial = partialPath(path);
    this.#openFile = openFile;
    this.#keep = removeAtExit(this.#partial);
    this.#file = file;
  }

  /** @throws NeurorackError 'cannot-write' with the reason */
  static async open(path: string, openFile: OpenFile = openOnDisk): Promise<PartialFile> {
    const found = await stat(path).catch(() => undefined);
    // The file takes the place of what is there: a device would be gone.
    if (found !== undefined && !found.isFile()) {
      throw new NeurorackError('cannot-write', `${path} is no file`, { remedy: 'name a file, such as take.wav' });
    }
    try {
      return new PartialFile(path, await openFile(partialPath(path)), openFile);
    } catch (error) {
      throw cannotWrite(path, await openFault(path, error));
    }
  }

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  /** Appends all of the bytes, or none that count. */
  async append(bytes: Uint8Array): Promise<void> {
    await put(this.#file, bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Replaces bytes at the beginning. */
  async replaceHead(bytes: Uint8Array): Promise<void> {
    await put(this.#file, bytes, 0);
  }

  /** Drops what an append that failed has left behind the end. */
  async truncate(): Promise<void> {
    await this.#file.truncate(this.#length);
  }

  /** Makes folder and file again where they have been removed: what is open can still be read. */
  async restoreName(): Promise<void> {
    if ((await this.#file.stat()).nlink > 0) return;
    await mkdir(dirname(this.#partial), { recursive: true });
    const former = this.#file;
    const file = await this.#openFile(this.#partial);
    const bytes = new Uint8Array(COPIED_BYTES);
    for (let at = 0; at < this.#length; ) {
      const { bytesRead } = await former.read(bytes, 0, Math.min(bytes.length, this.#length - at), at);
      if (bytesRead === 0) break;
      await put(file, bytes.subarray(0, bytesRead), at);
      at += bytesRead;
    }
    this.#file = file;
    await former.close();
  }

  /** Gives the file its name. @throws NeurorackError 'cannot-write' with the reason; the file is gone then */
  async finish(): Promise<void> {
    try {
      await this.restoreName();
      await this.#file.sync();
      await this.#file.close();
      await rename(this.#partial, this.#path);
      this.#keep();
    } catch (error) {
      await this.discard();
      throw cannotWrite(this.#path, error);
    }
  }

  /** Removes the file. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#partial, { force: true }).catch(() => undefined);
    this.#keep();
  }
}

/** The fault of a file that cannot be made: a folder of the system, such as /proc, is there and takes none. */
async function openFault(path: string, fault: unknown): Promise<unknown> {
  if (!isMissing(fault)) return fault;
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) return fault;
  return Object.assign(new Error(`no files in ${dirname(path)}`, { cause: fault }), { code: TAKES_NO_FILES });
}

async function put(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error('nothing was written');
    done += bytesWritten;
  }
}
