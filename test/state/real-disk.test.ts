import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stateHome } from '../../src/state/home.ts';
import { createState } from '../../src/state/state.ts';
import { DEFAULTS, MUSICAL, NEW, OLD } from './example-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'neurorack-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('on the disk of this computer', () => {
  it('creates, reads, recovers and deletes settings, calibration and presets', async () => {
    const home = join(folder, 'config', 'deep', 'neurorack');
    const { settings, calibration, presets } = createState({ home, defaults: DEFAULTS });
    expect((await settings.read()).source).toBe('defaults');
    expect(await settings.save(OLD)).toEqual({ isDone: true });
    expect(await settings.save(NEW)).toEqual({ isDone: true });
    expect(await calibration.save({ cv1: { slope: 1, offset: 0 } })).toEqual({ isDone: true });
    expect(await presets.save('soft', MUSICAL)).toEqual({ isDone: true });
    expect(readdirSync(home).sort()).toEqual([
      'calibration.json',
      'presets',
      'settings.json',
      'settings.json.previous',
    ]);

    writeFileSync(settings.path, readFileSync(settings.path).subarray(0, 100));
    expect((await settings.read()).content).toEqual(OLD);
    expect(readdirSync(home)).toContain('settings.json.damaged-1');

    const deleted = await presets.delete('soft');
    expect((await presets.list()).names).toEqual([]);
    expect(await presets.restore(deleted.isDone ? deleted.trashId : '')).toEqual({ isDone: true });
    expect((await presets.load('soft')).settings).toEqual(MUSICAL);
  });

  it('reports a home directory that cannot be created, and yields the defaults', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { settings } = createState({ home: join(folder, 'file', 'neurorack'), defaults: DEFAULTS });
    expect((await settings.read()).content).toEqual(DEFAULTS);
    expect(await settings.save(NEW)).toMatchObject({ message: expect.stringContaining('its folder is a file') });
  });

  it.skipIf(process.platform === 'win32')('a pipe in the place of settings is not waited for', async () => {
    const home = join(folder, 'pipe');
    mkdirSync(home);
    execFileSync('mkfifo', [join(home, 'settings.json')]);
    const { settings } = createState({ home, defaults: DEFAULTS });
    const { content, messages } = await settings.read();
    expect(content).toEqual(DEFAULTS);
    expect(messages[0]).toContain('settings.json cannot be read: it is not a file');
    expect(await settings.save(NEW)).toEqual({ isDone: true });
    expect((await settings.read()).content).toEqual(NEW);
    expect(readdirSync(home).sort()).toEqual(['settings.json', 'settings.json.unreadable-1']);
  });

  it('reports a directory in place of the settings file, and leaves it unchanged', async () => {
    const home = join(folder, 'directory');
    mkdirSync(join(home, 'settings.json'), { recursive: true });
    const { settings } = createState({ home, defaults: DEFAULTS });
    expect((await settings.read()).content).toEqual(DEFAULTS);
    expect(await settings.save(NEW)).toMatchObject({ message: expect.stringContaining('it is a directory') });
    expect(readdirSync(home)).toEqual(['settings.json']);
  });

  it('does not read an oversized file into memory', async () => {
    const home = join(folder, 'large');
    mkdirSync(home);
    writeFileSync(join(home, 'settings.json'), '');
    truncateSync(join(home, 'settings.json'), 2 ** 40);
    const { content, messages } = await createState({ home, defaults: DEFAULTS }).settings.read();
    expect(content).toEqual(DEFAULTS);
    expect(messages[0]).toContain('more than 1048576');
  });
});

describe('the state directory', () => {
  it.each([
    [{ NEURORACK_HOME: '/data/rack', XDG_CONFIG_HOME: '/xdg' }, '/data/rack'],
    [{ NEURORACK_HOME: 'here' }, resolve('here')],
    [{ NEURORACK_HOME: '', XDG_CONFIG_HOME: '/xdg' }, '/xdg/neurorack'],
    [{ XDG_CONFIG_HOME: 'not/absolute' }, '/home/anna/.config/neurorack'],
    [{ XDG_CONFIG_HOME: '' }, '/home/anna/.config/neurorack'],
    [{}, '/home/anna/.config/neurorack'],
  ])('with %j is %s', (environment, home) => {
    expect(stateHome(environment, () => '/home/anna')).toBe(home);
  });

  it('is below the home of the user by default', () => {
    expect(stateHome({})).toBe(join(homedir(), '.config', 'neurorack'));
  });

  it('is below the home that the list of users names where $HOME is empty', () => {
    const { HOME } = process.env;
    process.env.HOME = '';
    try {
      expect(stateHome({})).toBe(join(userInfo().homedir, '.config', 'neurorack'));
    } finally {
      process.env.HOME = HOME;
    }
  });
});
