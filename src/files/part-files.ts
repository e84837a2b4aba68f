import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './process-life.ts';

/** Most files that one sweep removes of a folder: a start is not held up. */
const MAX_SWEPT = 1000;
/** Age of a part that names no process, as versions up to 0.1 wrote them, ms: longer than any save or upload. */
const MAX_NAMELESS_AGE_MS = 3_600_000;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const OWNER = `(?:(\\d+)(?:-[0-9a-f]{8})?|${UUID})`;
/** Names of parts and of uploads; group 1 is the number of the process. */
const NAMES = {
  parts: new RegExp(`^\\..+\\.${OWNER}\\.part$`),
  uploads: new RegExp(`^${OWNER}$`),
} as const;

/** A unique name that states this process. */
export function ownName(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** A unique path, beside `path`, for a file that is being written. */
export function partPathFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${ownName()}.part`);
}

/**
 * Removes what killed processes left in a folder: parts of saves, or of uploads. Files of a process that runs stay, and so do all
 * other files. Never rejects; a missing folder is no error.
 */
export async function sweepParts(folder: string, kind: keyof typeof NAMES = 'parts'): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  let swept = 0;
  for (const name of names) {
    const match = NAMES[kind].exec(name);
    if (match === null || swept === MAX_SWEPT) continue;
    const path = join(folder, name);
    if (!(await isLeftOver(path, match[1]))) continue;
    await rm(path, { force: true }).catch(() => undefined);
    swept++;
  }
}

async function isLeftOver(path: string, owner: string | undefined): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return false;
  if (owner === undefined) return Date.now() - found.mtimeMs > MAX_NAMELESS_AGE_MS;
  const pid = Number(owner);
  // An earlier process may have had this one's number.
  return pid === process.pid ? found.mtimeMs < performance.timeOrigin : !isAlive(pid);
}
