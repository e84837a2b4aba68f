import { currentDisk } from '../current-disk.ts';
import { type Disk, type DiskEntry, diskError } from '../disk.ts';

/** The part of `node:fs/promises` that banks, sounds and state files use, on the disk of this browser. */

export const constants = { O_RDONLY: 0, O_NONBLOCK: 0 } as const;

/** The facts of a file that `stat` reports. */
export interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** Names of the file: an open one keeps its own. */
  readonly nlink: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

function statsOf({ kind, size, modifiedMs, content }: DiskEntry): Stats {
  return {
    size,
    mtimeMs: modifiedMs,
    ino: content,
    nlink: 1,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isFIFO: () => false,
    isSocket: () => false,
  };
}

export async function stat(path: string): Promise<Stats> {
  const entry = await currentDisk().stat(path);
  if (entry === undefined) throw diskError('ENOENT', 'stat', path);
  return statsOf(entry);
}

export async function access(path: string): Promise<void> {
  await stat(path);
}

/** An open file. It is read from memory; what is written is stored by `sync` and `close`. */
export class FileHandle {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #isWritten: boolean;
  readonly #entry: DiskEntry;
  #bytes: Uint8Array<ArrayBuffer>;
  #length: number;
  #isChanged = false;

  constructor(disk: Disk, path: string, { bytes, entry, isWritten }: OpenedFile) {
    this.#disk = disk;
    this.#path = path;
    this.#bytes = bytes;
    this.#length = bytes.length;
    this.#entry = entry;
    this.#isWritten = isWritten;
  }

  async stat(): Promise<Stats> {
    const size = this.#entry.kind === 'file' ? this.#length : 0;
    return statsOf({ ...this.#entry, size });
  }

  async read(into: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }> {
    const part = this.#bytes.subarray(position, Math.min(position + length, this.#length));
    into.set(part, at);
    return { bytesRead: part.length };
  }

  readFile(): Promise<Uint8Array<ArrayBuffer>>;
  readFile(encoding: 'utf8'): Promise<string>;
  async readFile(encoding?: 'utf8'): Promise<Uint8Array<ArrayBuffer> | string> {
    if (this.#entry.kind === 'folder') throw diskError('EISDIR', 'read', this.#path);
    const bytes = this.#bytes.slice(0, this.#length);
    return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
  }

  /** Writes at a position, by default at the end. */
  async write(
    bytes: Uint8Array,
    offset = 0,
    length = bytes.length - offset,
    position = this.#length,
  ): Promise<{ readonly bytesWritten: number }> {
    this.#resize(position + length);
    this.#bytes.set(bytes.subarray(offset, offset + length), position);
    this.#length = Math.max(this.#length, position + length);
    this.#isChanged = true;
    return { bytesWritten: length };
  }

  async writeFile(content: Uint8Array | string): Promise<void> {
    await this.write(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  }

  /** Stores the file too, so that others that open it see it. Nothing is appended after it is made longer. */
  async truncate(length: number): Promise<void> {
    this.#resize(length);
    this.#isChanged = true;
    await this.#disk.write(this.#path, this.#bytes.subarray(0, length));
    if (length < this.#length) this.#length = length;
  }

  async sync(): Promise<void> {
    if (!this.#isWritten || !this.#isChanged) return;
    this.#isChanged = false;
    await this.#disk.write(this.#path, this.#bytes.subarray(0, this.#length));
  }

  close(): Promise<void> {
    return this.sync();
  }

  /** Makes room for a length; grows by half at least, so that many small writes copy little. */
  #resize(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, Math.ceil(1.5 * this.#bytes.length)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

interface OpenedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly entry: DiskEntry;
  /** Whether the file may be written to. */
  readonly isWritten: boolean;
}

/** @param flags 'r' and 0 read, 'w' and 'w+' replace, 'wx' creates */
export async function open(path: string, flags: 'r' | 'w' | 'w+' | 'wx' | 0 = 'r'): Promise<FileHandle> {
  const disk = currentDisk();
  const isWritten = flags === 'w' || flags === 'w+' || flags === 'wx';
  if (isWritten) await disk.write(path, new Uint8Array(0), { isNew: flags === 'wx' });
  const entry = await disk.stat(path);
  if (entry === undefined) throw diskError('ENOENT', 'open', path);
  const bytes = entry.kind === 'folder' ? new Uint8Array(0) : await disk.read(path);
  return new FileHandle(disk, path, { bytes, entry, isWritten });
}

export function readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
export function readFile(path: string, encoding: 'utf8'): Promise<string>;
export async function readFile(path: string, encoding?: 'utf8'): Promise<Uint8Array<ArrayBuffer> | string> {
  const bytes = await currentDisk().read(path);
  return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
}

export async function writeFile(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await currentDisk().write(path, bytes);
}

/** An entry of a folder, with `withFileTypes`. */
export interface Dirent {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

export function readdir(path: string): Promise<string[]>;
export function readdir(path: string, options: { readonly withFileTypes: true }): Promise<Dirent[]>;
export async function readdir(path: string, options?: { readonly withFileTypes: true }): Promise<string[] | Dirent[]> {
  const disk = currentDisk();
  const names = [...(await disk.list(path))];
  if (options === undefined) return names;
  const entries = await Promise.all(names.map(async (name) => ({ name, entry: await disk.stat(`${path}/${name}`) })));
  return entries.flatMap(({ name, entry }) => (entry === undefined ? [] : [{ name, ...statsOf(entry) }]));
}

export const rename = (from: string, to: string): Promise<void> => currentDisk().rename(from, to);

export const link = (from: string, to: string): Promise<void> => currentDisk().link(from, to);

export async function copyFile(from: string, to: string): Promise<void> {
  await currentDisk().write(to, await currentDisk().read(from));
}

export async function rm(path: string, { force = false } = {}): Promise<void> {
  if (!force && (await currentDisk().stat(path)) === undefined) throw diskError('ENOENT', 'rm', path);
  await currentDisk().remove(path);
}

/** Always with the folder's parents. */
export const mkdir = (path: string): Promise<string | undefined> => currentDisk().makeFolder(path);

export const utimes = (path: string, _accessed: Date, modified: Date): Promise<void> =>
  currentDisk().touch(path, modified.getTime());

/** There are no symbolic links. */
export async function realpath(path: string): Promise<string> {
  return path;
}

export async function readlink(path: string): Promise<string> {
  throw diskError('ENOENT', 'readlink', path);
}
