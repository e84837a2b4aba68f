import { type Disk, type DiskEntry, diskError, plainPath } from './disk.ts';
import { missingCode, missingFolders, namesIn, requireFile, requireParent } from './entry-rules.ts';

interface StoredEntry extends DiskEntry {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const EMPTY = new Uint8Array(0);

/** A disk in the memory of this thread: for uploads, and for everything where a browser stores nothing, as in some private windows. */
export function createMemoryDisk(): Disk {
  const entries = new Map<string, StoredEntry>();
  let contents = 0;
  const lookup = (path: string): StoredEntry | undefined => entries.get(path);
  const folder = (): StoredEntry => ({
    kind: 'folder',
    size: 0,
    modifiedMs: Date.now(),
    content: ++contents,
    bytes: EMPTY,
  });

  return {
    stat: async (path) => {
      const at = plainPath(path);
      return at === '/' ? { ...folder(), content: 0 } : lookup(at);
    },
    read: async (path) => {
      await requireFile(lookup, 'open', plainPath(path));
      return (lookup(plainPath(path))?.bytes ?? EMPTY).slice();
    },
    list: async (path) => {
      const at = plainPath(path);
      const entry = lookup(at);
      if (at !== '/' && entry?.kind !== 'folder') {
        throw diskError(entry === undefined ? await missingCode(lookup, at) : 'ENOTDIR', 'scandir', at);
      }
      return namesIn(at, entries.keys());
    },
    write: async (path, bytes, { isNew = false } = {}) => {
      await requireParent(lookup, 'open', path);
      const existing = lookup(path);
      if (existing !== undefined && isNew) throw diskError('EEXIST', 'open', path);
      if (existing?.kind === 'folder') throw diskError('EISDIR', 'open', path);
      const content = existing?.content ?? ++contents;
      const written: StoredEntry = {
        kind: 'file',
        size: bytes.length,
        modifiedMs: Date.now(),
        content,
        bytes: bytes.slice(),
      };
      entries.set(path, written);
      for (const [name, entry] of entries) if (entry.content === content) entries.set(name, written);
    },
    rename: async (from, to) => {
      const entry = lookup(from);
      if (entry === undefined) throw diskError(await missingCode(lookup, from), 'rename', from);
      await requireParent(lookup, 'rename', to);
      if (lookup(to)?.kind === 'folder') throw diskError('EISDIR', 'rename', to);
      if (entry.kind === 'folder' && namesIn(from, entries.keys()).length > 0)
        throw diskError('ENOTEMPTY', 'rename', from);
      if (from === to) return;
      entries.delete(from);
      entries.set(to, entry);
    },
    link: async (from, to) => {
      await requireFile(lookup, 'link', from);
      await requireParent(lookup, 'link', to);
      if (lookup(to) !== undefined) throw diskError('EEXIST', 'link', to);
      const entry = lookup(from);
      if (entry !== undefined) entries.set(to, entry);
    },
    touch: async (path, modifiedMs) => {
      await requireFile(lookup, 'utime', path);
      const entry = lookup(path);
      if (entry !== undefined) entries.set(path, { ...entry, modifiedMs });
    },
    remove: async (path) => {
      const at = plainPath(path);
      if (namesIn(at, entries.keys()).length > 0) throw diskError('ENOTEMPTY', 'rm', at);
      entries.delete(at);
    },
    makeFolder: async (path) => {
      const missing = await missingFolders(lookup, path);
      for (const at of missing) entries.set(at, folder());
      return missing[0];
    },
  };
}
