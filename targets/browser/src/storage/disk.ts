/** The kind, size and age of a file or folder. */
export interface DiskEntry {
  readonly kind: 'file' | 'folder';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Number of the content: equal for two names of one file. */
  readonly content: number;
}

/**
 * Files in a browser, by absolute paths. Each call is one step that happens as a whole or not at all, also for other tabs. A change is stored
 * when its call resolves. Errors carry the codes of a file system, such as 'ENOENT'.
 */
export interface Disk {
  stat(path: string): Promise<DiskEntry | undefined>;
  /** Rejects with 'ENOENT' or 'EISDIR'. The bytes belong to the caller. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Names in a folder, sorted. Rejects with 'ENOENT' or 'ENOTDIR'. */
  list(path: string): Promise<readonly string[]>;
  /** Writes a whole file. Rejects with 'EEXIST' where it has to be new and is not, with 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENOSPC'. */
  write(path: string, bytes: Uint8Array, options?: { readonly isNew?: boolean }): Promise<void>;
  /** Renames a file or an empty folder; replaces a file at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name. Rejects with 'EEXIST' when the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** Sets the time of a file's last change, ms since 1970. */
  touch(path: string, modifiedMs: number): Promise<void>;
  /** Removes a file or an empty folder; a missing one is no error. */
  remove(path: string): Promise<void>;
  /** Creates a folder and its parents; returns the first one that was created. */
  makeFolder(path: string): Promise<string | undefined>;
}

const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  EISDIR: 'illegal operation on a directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENOSPC: 'no space left on device',
  EIO: 'i/o error',
  ENOSYS: 'function not implemented',
};

/** An error with the code, call and path of a file system's, as Node reports it. */
export function diskError(code: string, syscall: string, path: string, cause?: unknown): Error {
  const error = new Error(`${code}: ${TEXTS[code] ?? code}, ${syscall} '${path}'`, { cause });
  return Object.assign(error, { code, syscall, path });
}

/** The path without a slash at its end; the root is '/'. */
export const plainPath = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);

/** The folder that a path is in. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}
