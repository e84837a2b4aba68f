import type { ProcessLock } from '../files/process-lock.ts';

/** The disk operations that state files use, one step each, so that a test can stop between any two. Errors carry the system's `code`. */
export interface FileSystem {
  /** Reads a whole file. Rejects with 'ENOENT' when it is missing, with another error when it is not a file or too large. */
  read(path: string): Promise<Uint8Array>;
  /** Follows symbolic links at `path`, also to a missing file; returns `path` where there is none, or where they form a circle. */
  target(path: string): Promise<string>;
  /** Creates an empty file for writing. Rejects with 'EEXIST' when the name is taken. */
  create(path: string): Promise<NewFile>;
  /** Renames a file, atomically replacing a file at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; a missing file is no error. */
  remove(path: string): Promise<void>;
  /** Lists the names in a directory; none when it does not exist. */
  list(directory: string): Promise<readonly string[]>;
  /** Creates a directory and its parents, which then survive a loss of power. */
  makeDirectory(path: string): Promise<void>;
  /** Takes a lock among processes; undefined while another one has it. See `tryLock`. */
  lock(path: string): Promise<ProcessLock | undefined>;
  /** Makes creations, renames and removals in a directory survive a loss of power. */
  syncDirectory(path: string): Promise<void>;
}

/** A file being written. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the written bytes survive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Returns the system's code of an error, such as 'ENOENT'. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
