import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from './result-schema.ts';

type SourceState = Pick<BenchResult['identity'], 'commit' | 'uncommitted'>;

const UNKNOWN: SourceState = { commit: null, uncommitted: null };

/**
 * Commit of a checkout, and a digest of what differs from it: names and contents of changed and new files, without ignored ones. Null where the
 * folder is no checkout, or a folder within another one.
 */
export function readSourceState(root: string): SourceState {
  const commit = git(root, 'rev-parse', 'HEAD')?.trim() ?? '';
  const top = git(root, 'rev-parse', '--show-toplevel')?.trim();
  if (!/^[0-9a-f]{40}$/.test(commit) || top === undefined || realpathSync(top) !== realpathSync(root)) return UNKNOWN;
  const changed = git(root, 'diff', 'HEAD', '--name-only', '-z');
  const added = git(root, 'ls-files', '--others', '--exclude-standard', '-z');
  if (changed === undefined || added === undefined) return { commit, uncommitted: null };
  const names = [...new Set(`${changed}${added}`.split('\0').filter((name) => name !== ''))].sort();
  return { commit, uncommitted: names.length === 0 ? 'none' : digestOf(root, names) };
}

function digestOf(root: string, names: readonly string[]): string {
  const digest = createHash('sha1');
  for (const name of names)
    digest
      .update(`${name}\0`)
      .update(contentOf(join(root, name)))
      .update('\0');
  return digest.digest('hex');
}

/** The bytes of a file; those of nothing for one that was deleted, and for a submodule. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Undefined where git fails, or is not there. */
function git(cwd: string, ...words: readonly string[]): string | undefined {
  const { stdout, status } = spawnSync('git', ['--no-optional-locks', ...words], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  return status === 0 ? stdout : undefined;
}
