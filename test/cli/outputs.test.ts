import { copyFile, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeWav } from '../../src/descriptors/wav-file.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

const MODEL = ['--models', dirname(TINY_MODEL), '--model', 'tiny-model'];
const RATE = 44_100;

let folder = '';
let kick = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-outputs-'));
  kick = join(folder, 'kick.wav');
  const samples = Float32Array.from({ length: RATE / 4 }, (_, n) => 0.5 * Math.exp(-n / 3000) * Math.sin(n / 40));
  await writeWav(kick, samples, { sampleRate: RATE, format: 'float32' });
});

describe('an output never replaces an input', () => {
  it.each([
    ['describe', () => ['describe', kick, '--json', '-o', kick]],
    ['describe --plot', () => ['describe', kick, '--plot', kick]],
    ['render', () => ['render', ...MODEL, '--set', kick, '-o', kick]],
    [
      'render, by another name',
      () => ['render', ...MODEL, '--set', kick, '-o', join(folder, '.', 'sub', '..', 'kick.wav')],
    ],
    ['render, through a link', () => ['render', ...MODEL, '--set', kick, '-o', join(folder, 'link.wav')]],
    ['run', () => ['run', ...MODEL, '--set', kick, '--audio', `wav:${kick}`, '--seconds', '1']],
    [
      'run --perform',
      () => ['run', ...MODEL, '--perform', join(folder, 'a.perf'), '--audio', `wav:${join(folder, 'a.perf')}`],
    ],
    ['bank build', () => ['bank', 'build', folder, '-o', kick]],
  ])('%s', async (_, args) => {
    await mkdir(join(folder, 'sub'));
    await symlink(kick, join(folder, 'link.wav'));
    await writeFile(join(folder, 'a.perf'), '0 gate1 tap\n1 end\n');
    const before = await Promise.all([readFile(kick), readFile(join(folder, 'a.perf'))]);
    const { code, stderr } = await runCli(...args());
    expect(code).toBe(2);
    expect(stderr).toMatch(/is both an input and the output|does not fit its content/);
    const after = await Promise.all([readFile(kick), readFile(join(folder, 'a.perf'))]);
    for (const [n, bytes] of after.entries()) expect(bytes.equals(before[n])).toBe(true);
  });
});

describe('an output', () => {
  it.each([
    ['render', 'out.mp3', (path: string) => ['render', ...MODEL, '--set', kick, '-o', path]],
    ['describe --plot', 'out.png', (path: string) => ['describe', kick, '--plot', path]],
    ['describe', 'out.wav', (path: string) => ['describe', kick, '--csv', '-o', path]],
    ['bank build', 'out.zip', (path: string) => ['bank', 'build', folder, '-o', path]],
  ])('of %s is not named %s', async (_, name, args) => {
    const { code, stderr } = await runCli(...args(join(folder, name)));
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      `error: the extension of ${join(folder, name)} does not fit its content`,
    ]);
    expect(await readdir(folder)).toEqual(['kick.wav']);
  });

  it('in a missing folder is refused before the work starts', async () => {
    const { code, stderr } = await runCli('bench', ...MODEL, '-o', join(folder, 'nowhere', 'b.json'));
    expect([code, stderr.includes('b.json cannot be written')]).toEqual([3, true]);
  });

  it('may be a device, and may replace a file that is not an input', async () => {
    const other = join(folder, 'other.wav');
    await copyFile(kick, other);
    for (const output of ['/dev/null', other]) {
      expect((await runCli('render', ...MODEL, '--set', kick, '-o', output)).code).toBe(0);
    }
  });
});
