import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'bin/neurorack.js');
const CHECK = join(ROOT, 'build/check-node.js');

/** Runs a script in a Node that reports another version of itself. */
function runUnder(version: string, ...args: readonly string[]) {
  const preload = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, nodeArgs, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const explained = (version: string): string =>
  `error: Node ${version} is too old: neurorack needs Node 20.19 or newer\n` +
  'remedy: install Node 20.19 or newer: https://nodejs.org/en/download\n';

describe('neurorack under a Node that is too old', () => {
  it.each(['12.22.12', '18.20.4', '20.18.3'])('explains the fault and the remedy with exit code 3: %s', (version) => {
    expect(runUnder(version, COMMAND, '--version')).toEqual({ status: 3, stdout: '', stderr: explained(version) });
  });

  it.each(['20.19.0', '21.0.0', '100.1.0'])('runs under %s', (version) => {
    const { status, stdout } = runUnder(version, COMMAND, '--version');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('building with a Node that is too old', () => {
  it('stops with the same explanation', () => {
    expect(runUnder('20.18.3', CHECK)).toEqual({ status: 1, stdout: '', stderr: explained('20.18.3') });
    expect(runUnder('20.19.0', CHECK)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('is checked before npm builds or starts anything', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const name of ['prepare', 'prestart', 'prebuild']) {
      expect(scripts[name], name).toMatch(/^node build\/check-node\.js( &&|$)/);
    }
  });

  it('checks for the version that package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(readFileSync(join(ROOT, 'bin/node-version.js'), 'utf8')).toContain(
      `MIN_NODE = '${engines.node.replace('>=', '')}'`,
    );
  });
});
