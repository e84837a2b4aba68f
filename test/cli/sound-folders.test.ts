import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildSets } from '../../src/descriptors/bank/build-sets.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { listSounds } from '../../src/descriptors/bank/sound-folder.ts';
import { encodeWav } from '../../src/descriptors/wav-file.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

const MODEL = ['--models', dirname(TINY_MODEL), '--model', 'tiny-model'];
const SOUND = encodeWav(
  Float32Array.from({ length: 8000 }, (_, n) => 0.5 * Math.exp(-n / 3000) * Math.sin(n / 40)),
  { sampleRate: 44_100, format: 'pcm16' },
);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-folder-'));
});
const sound = (name: string): Promise<void> => writeFile(join(folder, name), SOUND);
const build = (...args: readonly string[]) => runCli('bank', 'build', folder, '-o', join(folder, 'b.nrbank'), ...args);
const setNames = async (): Promise<string[]> => (await readBank(join(folder, 'b.nrbank'))).sets.map(({ name }) => name);

describe('a folder of sounds', () => {
  it('as Finder or Windows copies it becomes a bank without a message', async () => {
    for (const name of ['Kick.WAV', 'snare.wave', 'hat.aif']) await sound(name);
    for (const name of ['._Kick.WAV', '.DS_Store', 'Thumbs.db', 'desktop.ini'])
      await writeFile(join(folder, name), 'x');
    await mkdir(join(folder, '.Trashes'));
    expect(await build()).toMatchObject({ code: 0, stderr: '' });
    expect(await setNames()).toEqual(['Kick', 'hat', 'snare']);
  });

  it('counts its folders, and reads them with --recursive', async () => {
    await mkdir(join(folder, 'hats'));
    await sound('kick.wav');
    await sound('open.wav');
    await sound('hats/open.wav');
    await sound('hats/closed.wav');
    expect((await build()).stderr).toBe(`one folder in ${folder} not read: --recursive reads them\n`);
    expect(await setNames()).toEqual(['kick', 'open']);
    expect((await build('--recursive')).stderr).toBe('');
    expect(await setNames()).toEqual(['hats/closed', 'hats/open', 'kick', 'open']);
  });

  it('takes a byte order mark in provenance.json, and composed names for decomposed ones', async () => {
    await sound('Cafe\u0301.wav');
    const entry = { source: 'field recording', licence: 'CC0' };
    await writeFile(join(folder, 'provenance.json'), `\uFEFF${JSON.stringify({ 'Caf\u00e9.wav': entry })}`);
    expect((await listSounds(folder, 'unknown')).sounds).toMatchObject([{ name: 'Caf\u00e9', provenance: entry }]);
  });

  it.each([
    [
      'UTF-16 of Windows',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from('{"kick.wav":{"source":"Bö","licence":"CC0"}}\r\n', 'utf16le'),
      ]),
    ],
    [
      'UTF-16 with the other byte first',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from('{"kick.wav":{"source":"Bö","licence":"CC0"}}', 'utf16le'),
      ]).swap16(),
    ],
    ['Windows-1252', Buffer.from('{\r\n"kick.wav":{"source":"Bö","licence":"CC0"}}\r\n', 'latin1')],
  ])('takes a provenance.json in %s', async (_, bytes) => {
    await sound('kick.wav');
    await writeFile(join(folder, 'provenance.json'), bytes);
    expect((await listSounds(folder, 'unknown')).sounds).toMatchObject([
      { provenance: { source: 'Bö', licence: 'CC0' } },
    ]);
  });

  it('keeps names of every script, and counts sounds of formats without a decoder', async () => {
    for (const name of ['🥁.wav', 'תוף.wav', '-dash.wav', ' lead.wav', "quote's.wav", `${'x'.repeat(90)}.wav`])
      await sound(name);
    await writeFile(join(folder, 'song.wma'), Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'));
    await writeFile(join(folder, 'voice.amr'), '#!AMR\n......');
    const { code, stderr } = await build();
    expect([code, await setNames()]).toEqual([0, [' lead', '-dash', "quote's", 'x'.repeat(90), 'תוף', '🥁']]);
    expect(stderr.match(/this is \w+/g)).toEqual(['this is WMA', 'this is AMR']);
  });

  it.skipIf(process.platform !== 'linux')('loses one sound to a name that is no UTF-8, which is named', async () => {
    await sound('kick.wav');
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.wav')]), SOUND);
    const { code, stderr } = await build();
    expect([code, await setNames()]).toEqual([0, ['kick']]);
    expect(stderr).toContain('its name holds bytes that are no UTF-8');
    const undecoded = join(folder, 'caf\ufffd');
    for (const args of [
      ['describe', `${undecoded}.wav`],
      ['bank', 'list', `${undecoded}.nrbank`],
      ['run', ...MODEL, '--perform', `${undecoded}.perf`],
      ['render', ...MODEL, '--set', 'Boom', '--cv1', `${undecoded}.csv`, '-o', join(folder, 'o.wav')],
    ]) {
      expect((await runCli(...args)).stderr, args.join(' ')).toContain('no UTF-8');
    }
  });

  it('prints no control character of a name', async () => {
    await sound('kick.wav');
    await writeFile(join(folder, 'a\x1b[2Jb.wav'), 'no sound');
    expect((await build()).stderr).toContain('a?[2Jb.wav');
    expect((await runCli('describe', join(folder, 'a\x1b[2Jb.wav'))).stderr).not.toContain('\x1b');
  });

  it('loses sounds whose links lead nowhere or in a circle, and no others', async () => {
    await sound('kick.wav');
    await symlink('loop.wav', join(folder, 'loop.wav'));
    await symlink('nowhere.wav', join(folder, 'broken.wav'));
    await symlink('.', join(folder, 'self'));
    await mkdir(join(folder, 'folder.wav'));
    const { code, stderr } = await build('--recursive');
    expect([code, await setNames()]).toEqual([0, ['kick']]);
    expect(stderr.match(/^skipped: .*$/gm)?.map((line) => line.split(': ').at(-1))).toEqual([
      'there is no such file',
      'its symbolic links lead in a circle',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('reads the other folders beside one without permission', async () => {
    await mkdir(join(folder, 'locked'));
    await sound('kick.wav');
    await chmod(join(folder, 'locked'), 0);
    const { code, stderr } = await build('--recursive');
    expect([code, await setNames()]).toEqual([0, ['kick']]);
    expect(stderr).toContain('locked/ cannot be read: permission is denied');
    expect((await build('--recursive', '--strict')).code).toBe(3);
    await chmod(join(folder, 'locked'), 0o700);
  });

  it('loses one sound to a bad name or file, and everything with --strict', async () => {
    await sound('kick.wav');
    await sound(`${'long'.repeat(60)}.wav`);
    await sound('two\nlines.wav');
    await writeFile(join(folder, 'text.wav'), 'no sound');
    const { code, stderr } = await build();
    expect([code, stderr.match(/^skipped: /gm)?.length]).toEqual([0, 3]);
    expect(await setNames()).toEqual(['kick']);
    expect((await build('--strict')).code).toBe(3);
  });

  it('skips the second of two sounds with one name', async () => {
    await sound('a.wav');
    const { sounds } = await listSounds(folder, 'unknown');
    const { sets, skipped } = await buildSets([...sounds, ...sounds]);
    expect([sets.length, skipped.length]).toEqual([1, 1]);
  });

  it('of more sounds than a bank holds is refused before one is measured', async () => {
    await Promise.all(Array.from({ length: 1025 }, (_, n) => writeFile(join(folder, `${n}.wav`), '')));
    const { code, stderr } = await build();
    expect([code, stderr.split('\n')[0]]).toEqual([3, `error: ${folder} holds 1025 sounds, a bank holds at most 1024`]);
  });
});

describe.skipIf(process.platform === 'win32')('an input without an end is refused by its kind', () => {
  it.each([
    ['describe', (path: string) => ['describe', path]],
    ['render --set', (path: string) => ['render', ...MODEL, '--set', path, '-o', join(folder, 'out.wav')]],
    [
      'render --cv1',
      (path: string) => ['render', ...MODEL, '--set', 'Boom', '--cv1', path, '-o', join(folder, 'o.wav')],
    ],
    [
      'render --bank',
      (path: string) => ['render', ...MODEL, '--bank', path, '--set', 'a', '-o', join(folder, 'o.wav')],
    ],
    ['run --perform', (path: string) => ['run', ...MODEL, '--perform', path, '--seconds', '1']],
    ['bank list', (path: string) => ['bank', 'list', path]],
  ])('%s', async (_, args) => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const { code, stderr } = await runCli(...args(pipe));
    expect([code, stderr.split('\n')[0]]).toEqual([3, `error: ${pipe}: this is a named pipe, not a regular file`]);
    expect(await readdir(folder)).toEqual(['pipe.csv']);
  });

  it('a socket and a device', async () => {
    const path = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect((await runCli('describe', path)).stderr).toContain('this is a socket');
    await new Promise((resolve) => server.close(resolve));
    expect((await runCli('run', ...MODEL, '--perform', '/dev/zero')).stderr).toContain('this is a device');
  });

  it('a pipe in a folder of sounds, which costs this sound alone', async () => {
    await sound('kick.wav');
    execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
    const { code, stderr } = await build();
    expect([code, stderr.includes('pipe.wav: this is a named pipe')]).toEqual([0, true]);
  });
});
