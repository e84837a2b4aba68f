import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'neurorack-tests-';

/**
 * Creates one temporary folder for all tests and deletes it at the end. TMPDIR is set before the first worker starts, which inherits it.
 * Each project calls this, and all use the first one's folder: nested folders would exceed the length of a browser's socket path (108
 * characters).
 */
export function setup(): () => void {
  if (basename(tmpdir()).startsWith(PREFIX)) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
