import { dirname } from 'node:path';
import { type Decoded, type DocumentKind, decodeDocument, encodeDocument } from './document.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { createLeftoverCleaner, temporaryPathFor } from './leftover-files.ts';
import { DONE, failed, type Outcome } from './outcome.ts';
import { setAside } from './set-aside.ts';

/** One file of the instrument's state and its previous copy, `<path>.previous`. For the main thread. */
export interface StateFile<T> {
  readonly path: string;
  /**
   * The last good content: the file's, else its previous copy's. A file that cannot be used is renamed
   * `<path>.<reason>-<number>` and said so in a message. Never rejects.
   */
  read(): Promise<LastGood<T>>;
  /**
   * Writes it whole: after a loss of power at any moment the old content or the new one is read. What the file held
   * becomes the previous copy; the same content again writes nothing. Calls are carried out one after another. Never
   * rejects: a full or read-only disk is a message.
   */
  save(content: T): Promise<Outcome>;
}

export interface LastGood<T> {
  /** None when no copy is there, or none can be used. */
  readonly content: T | undefined;
  readonly source: 'current' | 'previous' | 'none';
  /** Sentences for the user; none when all is well. */
  readonly messages: readonly string[];
}

type Found<T> =
  | (Decoded<T> & { readonly bytes: Uint8Array })
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly detail: string; readonly cause: unknown };

/** @param kind what the file holds */
export function createStateFile<T>(path: string, kind: DocumentKind<T>, fs: FileSystem): StateFile<T> {
  const previous = `${path}.previous`;
  const directory = dirname(path);
  const sweep = createLeftoverCleaner(fs, path);

  const look = async (at: string): Promise<Found<T>> => {
    try {
      const bytes = await fs.read(at);
      return { ...decodeDocument(kind, bytes), bytes };
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return { kind: 'missing' };
      return { kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause), cause };
    }
  };

  /** Says what is wrong with a copy, and moves a faulty one out of the way. */
  const complain = async (at: string, found: Found<T>): Promise<string[]> => {
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
    const current = await look(path);
    if (current.kind === 'sound') return { content: current.content, source: 'current', messages: [] };
    const last = await look(previous);
    // Another instrument may be between its two renames: by now the file is there again.
    const again: Found<T> = current.kind === 'missing' && last.kind !== 'missing' ? await look(path) : current;
    if (again.kind === 'sound') return { content: again.content, source: 'current', messages: [] };
    const faults = [...(await complain(path, again)), ...(await complain(previous, last))];
    if (last.kind === 'sound') {
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
    await sweep();
    const standing = await look(path);
    if (standing.kind === 'sound' && isSame(standing.bytes, bytes)) return fs.syncDirectory(directory);
    if (standing.kind === 'unreadable' && codeOf(standing.cause) === 'EISDIR') throw standing.cause;
    const temporary = temporaryPathFor(path);
    try {
      await writeNew(fs, temporary, bytes);
      if (standing.kind === 'sound') await renameIfThere(fs, path, previous);
      // The previous copy may be the only good one: it is not given up for a bad file.
      else if (standing.kind !== 'missing') {
        await setAside(fs, path, standing.kind === 'faulty' ? standing.reason : standing.kind);
      }
      await fs.rename(temporary, path);
    } catch (cause) {
      await fs.remove(temporary).catch(() => undefined);
      throw cause;
    }
    await fs.syncDirectory(directory);
  };

  let turn: Promise<unknown> = Promise.resolve();
  const save = async (content: T): Promise<Outcome> => {
    try {
      const bytes = encodeDocument(kind, content);
      const mine = turn.then(() => replace(bytes));
      turn = mine.catch(() => undefined);
      await mine;
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
    if (codeOf(cause) !== 'ENOENT') throw cause; // another instrument has just done it
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n]);
}
