import { chmod, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const STICKY = 0o1000;
/** Files of the state, their previous copies and those set aside. */
const STATE_FILE = /\.json($|\.)/;
const BANK_FILE = /\.nrbank$/;

/**
 * Takes the access of other users to the folder of the state and to its files, as versions up to 0.1 gave it. Never rejects: files that
 * belong to another user stay as they are. Nothing happens on Windows.
 */
export async function tightenHome(home: string): Promise<void> {
  if (process.platform === 'win32') return;
  const own = (name: string): string => join(home, name);
  // A folder that is also a user's home is opened or closed by that user.
  if (home !== homedir()) await tighten(home, 'folder');
  const folders = ['presets', join('presets', 'trash'), 'banks', join('banks', '.history')].map(own);
  for (const folder of folders) await tighten(folder, 'folder');
  for (const folder of [home, ...folders]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const isOwn = STATE_FILE.test(name) || (folder !== home && BANK_FILE.test(name));
      if (isOwn) await tighten(join(folder, name), 'file');
    }
  }
}

async function tighten(path: string, kind: 'file' | 'folder'): Promise<void> {
  try {
    const found = await stat(path);
    const isKind = kind === 'file' ? found.isFile() : found.isDirectory();
    // A folder with the sticky bit, such as /tmp, is for everybody.
    if (!isKind || found.uid !== process.geteuid?.() || (found.mode & STICKY) !== 0) return;
    if ((found.mode & 0o077) !== 0) await chmod(path, found.mode & 0o700);
  } catch {
    // a missing file, or a disk without permissions
  }
}
