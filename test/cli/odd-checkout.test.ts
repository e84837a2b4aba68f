import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = [
  'src',
  'build',
  'bin',
  'targets',
  'boards',
  'docs/glossary.md',
  'hardware/faceplate',
  'hardware/faceplate.yaml',
  'types',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
];

describe.skipIf(process.platform === 'win32')('a checkout in a folder with #, ?, a space and an umlaut', () => {
  it('builds the command line and the panel', () => {
    const checkout = join(mkdtempSync(join(tmpdir(), 'neurorack-checkout-')), 'a #b ?c ü%20d');
    mkdirSync(checkout);
    for (const name of COPIED) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    const run = (...args: readonly string[]) => spawnSync(process.execPath, args, { cwd: checkout, encoding: 'utf8' });
    for (const script of ['build/build-cli.js', 'build/build-panel.js']) {
      expect(run(script)).toMatchObject({ status: 0, stderr: '' });
    }
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(run('bin/neurorack.js', '--version').stdout).toBe(`${version}\n`);
    expect(readdirSync(join(checkout, 'dist/panel')).sort()).toEqual(['assets', 'index.html']);
  }, 120_000);
});

const isRepository = spawnSync('git', ['rev-parse'], { cwd: ROOT }).status === 0;

describe.skipIf(!isRepository)('a checkout on any system', () => {
  it('has line feeds in what a board runs', () => {
    const files = [
      'packaging/neurorack.service',
      'packaging/install.sh',
      'bin/neurorack.js',
      'package.json',
      '.ci/run',
    ];
    const { stdout } = spawnSync('git', ['check-attr', 'eol', '--', ...files], { cwd: ROOT, encoding: 'utf8' });
    expect(
      stdout
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(': eol: lf')),
    ).toEqual([]);
  });
});
