// The commits that changed the sound on purpose, with the reason: changes.json, oldest first. An entry is written in the commit of the change itself, and git
// finds that commit; an entry written later names it. `models` are the versions of the shipped models since.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('changes.json', import.meta.url));

/** @returns {{ what: string, why: string, commit?: string, models?: Record<string, string> }[]} all entries, oldest first */
export function soundChanges() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The commit of an entry.
 *
 * @param {{ what: string, commit?: string }} change
 * @returns {string | undefined} its short hash; undefined while it is not committed, or where the history lacks it
 */
export function commitOf({ what, commit }) {
  if (commit !== undefined) return commit;
  const words = ['log', '--reverse', '--format=%h', `-S${JSON.stringify(what)}`, '--', file];
  return (
    execFileSync('git', words, { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' }).split(
      '\n',
    )[0] || undefined
  );
}
