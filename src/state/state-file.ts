import { dirname } from 'node:path';
import { partPathFor } from '../files/part-files.ts';
import { type Decoded, type DocumentKind, decodeDocument, encodeDocument } from './document.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { createLeftoverCleaner } from './leftover-files.ts';
import { DONE, failed, type Outcome } from './outcome.ts';
import { setAside } from './set-aside.ts';

/** A state file and its previous copy, `<path>.previous`. Main thread. */
export interface StateFile<T> {
  readonly path: string;
  /**
   * Reads the last good content: that of the file, else of its previous copy. A faulty file is renamed
   * `<path>.<reason>-<number>`, and a message reports it. Never rejects.
   */
  read(): Promise<LastGood<T>>;
  /**
   * Writes atomically: after a loss of power at any moment, `read` returns the old content or the new one. The old file
   * becomes the previous copy; an unchanged content writes nothing. Calls are queued. Never rejects: a full or read-only
   * disk is reported in the outcome. `src/files/atomic-file.ts`, for exports, keeps no copies and syncs no directory.
   */
  save(content: T): Promise<Outcome>;
}

export interface LastGood<T> {
  /** Undefined when no usable copy exists. */
  readonly content: T | undefined;
  readonly source: 'current' | 'previous' | 'none';
  /** Sentences for the user; empty when nothing is wrong. */
  readonly messages: readonly string[];
}

type Found<T> =
  | (Decoded<T> & { readonly bytes: Uint8Array })
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly detail: string; readonly cause: unknown };

/**
 * A symbolic link at `path` stays: the file that it leads to is replaced, and has its previous copy beside it.
 *
 * @param kind kind of the file's content
 */
export function createStateFile<T>(path: string, kind: DocumentKind<T>, fs: FileSystem): StateFile<T> {
  let queue: Promise<unknown> = Promise.resolve();
  let opened = createFileAt(path, kind, fs);
  const open = async (): Promise<StateFile<T>> => {
    const target = await fs.target(path);
    if (target !== opened.path) opened = createFileAt(target, kind, fs);
    return opened;
  };
  return {
    path,
    read: async () => (await open()).read(),
    save: (content) => {
      const saved = queue.then(async () => (await open()).save(content));
      queue = saved;
      return saved;
    },
  };
}

/** A state file at a path without links; its saves are not queued. */
function createFileAt<T>(path: string, kind: DocumentKind<T>, fs: FileSystem): StateFile<T> {
  const previous = `${path}.previous`;
  const directory = dirname(path);
  const cleanLeftovers = createLeftoverCleaner(fs, path);

  const readCopy = async (at: string): Promise<Found<T>> => {
    try {
      const bytes = await fs.read(at);
      return { ...decodeDocument(kind, bytes), bytes };
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return { kind: 'missing' };
      return { kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause), cause };
    }
  };

  /** Returns messages about a copy that cannot be used, and sets a faulty one aside. */
  const reportFault = async (at: string, found: Found<T>): Promise<string[]> => {
    if (found.kind === 'unreadable') return [`${at} cannot be read: ${found.detail}`];
    if (found.kind !== 'faulty') return [];
    const fault = `${at} is ${found.reason} (${found.detail})`;
    try {
      return [`${fault}; it is kept as ${await setAside(fs, at, found.reason)}`];
    } catch {
      return [`${fault}; it could not be set aside`];
    }
  };

  const read = async (): Promise<LastGood<T>> => {
    const current = await readCopy(path);
    if (current.kind === 'valid') return { content: current.content, source: 'current', messages: [] };
    const last = await readCopy(previous);
    // Another instrument may have been between its two renames: by now the file exists again.
    const again: Found<T> = current.kind === 'missing' && last.kind !== 'missing' ? await readCopy(path) : current;
    if (again.kind === 'valid') return { content: again.content, source: 'current', messages: [] };
    const faults = [...(await reportFault(path, again)), ...(await reportFault(previous, last))];
    if (last.kind === 'valid') {
      const why = faults.length === 0 ? [`the last save of the ${kind.title} was interrupted`] : faults;
      return {
        content: last.content,
        source: 'previous',
        messages: [...why, `the previous copy of the ${kind.title} is used`],
      };
    }
    return { content: undefined, source: 'none', messages: faults };
  };

  const replace = async (bytes: Uint8Array): Promise<void> => {
    await fs.makeDirectory(directory);
    await cleanLeftovers();
    const existing = await readCopy(path);
    if (existing.kind === 'valid' && isSame(existing.bytes, bytes)) return fs.syncDirectory(directory);
    if (existing.kind === 'unreadable' && codeOf(existing.cause) === 'EISDIR') throw existing.cause;
    const temporary = partPathFor(path);
    try {
      await writeNew(fs, temporary, bytes);
      if (existing.kind === 'valid') await renameIfThere(fs, path, previous);
      // The previous copy may be the only good one: a faulty file does not replace it.
      else if (existing.kind !== 'missing') {
        await setAside(fs, path, existing.kind === 'faulty' ? existing.reason : existing.kind);
      }
      await fs.rename(temporary, path);
    } catch (cause) {
      await fs.remove(temporary).catch(() => undefined);
      throw cause;
    }
    await fs.syncDirectory(directory);
  };

  const save = async (content: T): Promise<Outcome> => {
    try {
      await replace(encodeDocument(kind, content));
      return DONE;
    } catch (cause) {
      return failed(`save ${kind.title}`, path, cause);
    }
  };

  return { path, read, save };
}

async function writeNew(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const file = await fs.create(path);
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function renameIfThere(fs: FileSystem, from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause; // ENOENT: another instrument has just renamed it
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n]);
}
