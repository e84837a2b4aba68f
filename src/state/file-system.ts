/** What keeping state asks of a disk, step by step: a test may stop between any two. Errors carry the system's `code`. */
export interface FileSystem {
  /** The whole file. Rejects with 'ENOENT' when it is missing, with another code when it is no file, or too large. */
  read(path: string): Promise<Uint8Array>;
  /** A new, empty file for writing. Rejects with 'EEXIST' when one is there. */
  create(path: string): Promise<NewFile>;
  /** Replaces what is at `to`, whole. */
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is no fault. */
  remove(path: string): Promise<void>;
  /** Names in a directory; none when it does not exist. */
  list(directory: string): Promise<readonly string[]>;
  /** With those above it, each of them sure to be found after a loss of power. */
  makeDirectory(path: string): Promise<void>;
  /** What was created, renamed or removed in it survives a loss of power. */
  syncDirectory(path: string): Promise<void>;
}

/** A file being written. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Its bytes survive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The system's code of an error, such as 'ENOENT'. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
