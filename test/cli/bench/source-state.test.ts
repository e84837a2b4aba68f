import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSourceState } from '../../../src/cli/bench/source-state.ts';

function checkout() {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-source-'));
  const git = (...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: folder, stdio: 'ignore' });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  git('init');
  write('.gitignore', 'built\n');
  write('sound.ts', 'one\n');
  git('add', '.');
  git('commit', '-m', 'first');
  return { folder, git, write };
}

describe('the state of a checkout', () => {
  it('is its commit without uncommitted changes; ignored files are none', () => {
    const { folder, write } = checkout();
    write('built', 'x');
    expect(readSourceState(folder)).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), uncommitted: 'none' });
  });

  it('has a digest for each uncommitted change: of content, of a new file, of a deleted one', () => {
    const { folder, git, write } = checkout();
    const digests = [
      () => write('sound.ts', 'two\n'),
      () => write('sound.ts', 'three\n'),
      () => git('add', '.'),
      () => write('new.ts', 'x'),
      () => rmSync(join(folder, 'sound.ts')),
    ].map((change) => {
      change();
      return readSourceState(folder).uncommitted;
    });
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{40}$/);
    expect(digests[2]).toBe(digests[1]);
    expect(new Set(digests).size).toBe(4);
  });

  it('is unknown of a folder without git, and of one within the checkout of something else', () => {
    const unknown = { commit: null, uncommitted: null };
    expect(readSourceState(mkdtempSync(join(tmpdir(), 'neurorack-plain-')))).toEqual(unknown);
    const { folder } = checkout();
    mkdirSync(join(folder, 'node_modules/neurorack'), { recursive: true });
    expect(readSourceState(join(folder, 'node_modules/neurorack'))).toEqual(unknown);
  });
});
