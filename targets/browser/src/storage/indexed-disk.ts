import { type Disk, type DiskEntry, diskError, plainPath } from './disk.ts';
import { missingCode, missingFolders, namesIn, requireFile, requireParent } from './entry-rules.ts';

const VERSION = 1;
/** Path to `DiskEntry`. */
const ENTRIES = 'entries';
/** Number of a content to its bytes. */
const CONTENTS = 'contents';
/** Names of the entries with a content. */
const BY_CONTENT = 'content';
/** Above every character of a path. */
const LAST = '\uffff';

/**
 * Opens a disk in IndexedDB, which Workers of every browser have, and which replaces a file and moves a name in one transaction. Two tabs see
 * the same files.
 *
 * @throws the browser's error where it stores nothing, as in some private windows
 */
export async function openIndexedDisk(name: string): Promise<Disk> {
  const database = await open(name);
  database.onversionchange = () => database.close();

  /** Runs some work in one transaction; resolves once it is stored. */
  async function run<T>(mode: IDBTransactionMode, path: string, work: (stores: Stores) => Promise<T>): Promise<T> {
    const transaction = begin(database, mode);
    const stored = finished(transaction);
    // An error of the work aborts the transaction, and is the one that is reported.
    stored.catch(() => undefined);
    try {
      const result = await work(new Stores(transaction));
      await stored;
      return result;
    } catch (cause) {
      abort(transaction);
      throw systemError(cause, path);
    }
  }

  return {
    stat: (path) => run('readonly', path, (stores) => stores.entry(plainPath(path))),
    read: (path) =>
      run('readonly', path, async (stores) => {
        const { content } = await requireFile(stores.entry, 'open', plainPath(path));
        return stores.bytes(content);
      }),
    list: (path) =>
      run('readonly', path, async (stores) => {
        const at = plainPath(path);
        const entry = await stores.entry(at);
        if (entry?.kind === 'folder') return stores.names(at);
        throw diskError(entry === undefined ? await missingCode(stores.entry, at) : 'ENOTDIR', 'scandir', at);
      }),
    write: (path, bytes, { isNew = false } = {}) =>
      run('readwrite', path, async (stores) => {
        await requireParent(stores.entry, 'open', path);
        const existing = await stores.entry(path);
        if (existing !== undefined && isNew) throw diskError('EEXIST', 'open', path);
        if (existing?.kind === 'folder') throw diskError('EISDIR', 'open', path);
        await stores.write(path, bytes, existing);
      }),
    rename: (from, to) =>
      run('readwrite', from, async (stores) => {
        const entry = await stores.entry(from);
        if (entry === undefined) throw diskError(await missingCode(stores.entry, from), 'rename', from);
        await requireParent(stores.entry, 'rename', to);
        if ((await stores.entry(to))?.kind === 'folder') throw diskError('EISDIR', 'rename', to);
        if (entry.kind === 'folder' && (await stores.names(from)).length > 0) {
          throw diskError('ENOTEMPTY', 'rename', from);
        }
        if (from === to) return;
        await stores.remove(to);
        await stores.put(to, entry);
        await stores.forget(from);
      }),
    link: (from, to) =>
      run('readwrite', from, async (stores) => {
        const entry = await requireFile(stores.entry, 'link', from);
        await requireParent(stores.entry, 'link', to);
        if ((await stores.entry(to)) !== undefined) throw diskError('EEXIST', 'link', to);
        await stores.put(to, entry);
      }),
    touch: (path, modifiedMs) =>
      run('readwrite', path, async (stores) => {
        await stores.put(path, { ...(await requireFile(stores.entry, 'utime', path)), modifiedMs });
      }),
    remove: (path) =>
      run('readwrite', path, async (stores) => {
        const at = plainPath(path);
        if ((await stores.names(at)).length > 0) throw diskError('ENOTEMPTY', 'rm', at);
        await stores.remove(at);
      }),
    makeFolder: (path) =>
      run('readwrite', path, async (stores) => {
        const missing = await missingFolders(stores.entry, path);
        for (const at of missing) await stores.put(at, { kind: 'folder', size: 0, modifiedMs: Date.now(), content: 0 });
        return missing[0];
      }),
  };
}

/** The stores of one transaction. */
class Stores {
  readonly #entries: IDBObjectStore;
  readonly #contents: IDBObjectStore;

  constructor(transaction: IDBTransaction) {
    this.#entries = transaction.objectStore(ENTRIES);
    this.#contents = transaction.objectStore(CONTENTS);
  }

  readonly entry = async (path: string): Promise<DiskEntry | undefined> => {
    if (path === '/') return { kind: 'folder', size: 0, modifiedMs: 0, content: 0 };
    return resultOf<DiskEntry | undefined>(this.#entries.get(path));
  };

  bytes(content: number): Promise<Uint8Array<ArrayBuffer>> {
    return resultOf<Uint8Array<ArrayBuffer>>(this.#contents.get(content));
  }

  async names(folder: string): Promise<readonly string[]> {
    const start = folder === '/' ? '/' : `${folder}/`;
    const keys = await resultOf(this.#entries.getAllKeys(IDBKeyRange.bound(start, start + LAST)));
    return namesIn(folder, keys.map(String));
  }

  async put(path: string, entry: DiskEntry): Promise<void> {
    await resultOf(this.#entries.put(entry, path));
  }

  /** Writes a content, for all its names where it has one already. */
  async write(path: string, bytes: Uint8Array, existing: DiskEntry | undefined): Promise<void> {
    // A view would store its whole buffer.
    const stored = bytes.slice();
    const content = Number(
      await resultOf(
        existing === undefined ? this.#contents.add(stored) : this.#contents.put(stored, existing.content),
      ),
    );
    const entry: DiskEntry = { kind: 'file', size: bytes.length, modifiedMs: Date.now(), content };
    const names = existing === undefined ? [path] : await this.#namesOf(content);
    for (const name of names) await this.put(name, entry);
  }

  /** Removes a name, and the content that has no other one. */
  async remove(path: string): Promise<void> {
    const entry = await this.entry(path);
    await this.forget(path);
    if (entry?.kind !== 'file' || (await this.#namesOf(entry.content)).length > 0) return;
    await resultOf(this.#contents.delete(entry.content));
  }

  /** Removes a name and keeps its content. */
  async forget(path: string): Promise<void> {
    await resultOf(this.#entries.delete(path));
  }

  async #namesOf(content: number): Promise<readonly string[]> {
    return (await resultOf(this.#entries.index(BY_CONTENT).getAllKeys(content))).map(String);
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES).createIndex(BY_CONTENT, 'content');
      request.result.createObjectStore(CONTENTS, { autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds an older version of the storage'));
  });
}

function begin(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  // Strict: the browser reports a change once it is on the disk.
  return database.transaction([ENTRIES, CONTENTS], mode, { durability: 'strict' });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser ended the change'));
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The browser's error as one of a file system. */
function systemError(cause: unknown, path: string): unknown {
  if (!(cause instanceof DOMException)) return cause;
  return diskError(cause.name === 'QuotaExceededError' ? 'ENOSPC' : 'EIO', 'write', path, cause);
}
