import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'neurorack-tests-';

/**
 * One folder for everything that tests write: gone when they are done. Set before the first worker starts, which inherits it. Each project
 * asks for it, and the first one's serves all: folders in folders would be too long a path for a browser's socket (108 characters).
 */
export function setup(): () => void {
  if (basename(tmpdir()).startsWith(PREFIX)) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
