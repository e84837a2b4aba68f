import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for everything that tests write: gone when they are done. Set before the first worker starts, which inherits it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
