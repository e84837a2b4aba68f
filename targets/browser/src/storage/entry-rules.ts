import { type DiskEntry, diskError, parentOf, plainPath } from './disk.ts';

/** Looks entries up; the rules of paths below are the same wherever entries are stored. */
export type Lookup = (path: string) => Promise<DiskEntry | undefined> | DiskEntry | undefined;

/** @throws an error 'ENOENT' or 'ENOTDIR' where the folder of a path does not exist */
export async function requireParent(lookup: Lookup, syscall: string, path: string): Promise<void> {
  const parent = parentOf(path);
  if (parent === '/') return;
  const entry = await lookup(parent);
  if (entry?.kind === 'folder') return;
  throw diskError(entry === undefined ? await missingCode(lookup, parent) : 'ENOTDIR', syscall, path);
}

/** @throws an error 'ENOENT' or 'EISDIR' where a path is no file */
export async function requireFile(lookup: Lookup, syscall: string, path: string): Promise<DiskEntry> {
  const entry = await lookup(path);
  if (entry === undefined) throw diskError(await missingCode(lookup, path), syscall, path);
  if (entry.kind === 'folder') throw diskError('EISDIR', syscall, path);
  return entry;
}

/** 'ENOTDIR' where a path leads through a file, otherwise 'ENOENT'. */
export async function missingCode(lookup: Lookup, path: string): Promise<'ENOENT' | 'ENOTDIR'> {
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
    const entry = await lookup(at);
    if (entry !== undefined) return entry.kind === 'folder' ? 'ENOENT' : 'ENOTDIR';
  }
  return 'ENOENT';
}

/** The folders to create for `path`, outermost first. @throws an error 'EEXIST' or 'ENOTDIR' where a file is in the way */
export async function missingFolders(lookup: Lookup, path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = plainPath(path); at !== '/'; at = parentOf(at)) {
    const entry = await lookup(at);
    if (entry?.kind === 'folder') break;
    if (entry !== undefined) throw diskError(at === plainPath(path) ? 'EEXIST' : 'ENOTDIR', 'mkdir', path);
    missing.unshift(at);
  }
  return missing;
}

/** Names of the direct children among paths below a folder, sorted. */
export function namesIn(folder: string, paths: Iterable<string>): readonly string[] {
  const start = folder === '/' ? '/' : `${folder}/`;
  const names = new Set<string>();
  for (const path of paths) {
    if (path.startsWith(start) && path.length > start.length && !path.includes('/', start.length)) {
      names.add(path.slice(start.length));
    }
  }
  return [...names].sort();
}
