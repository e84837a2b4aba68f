import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createState } from '../../src/state/state.ts';
import { DEFAULTS, NEW, OLD } from './example-settings.ts';

describe.skipIf(process.platform === 'win32')('settings behind a symbolic link', () => {
  let home: string;
  let elsewhere: string;
  beforeEach(() => {
    const root = mkdtempSync(join(tmpdir(), 'neurorack-link-'));
    home = join(root, 'home');
    elsewhere = join(root, 'dotfiles');
    for (const folder of [home, elsewhere]) mkdirSync(folder);
  });
  const linkTo = (target: string): void => symlinkSync(target, join(home, 'settings.json'));
  const settings = () => createState({ home, defaults: DEFAULTS }).settings;

  it.each([
    ['relative', '../dotfiles/rack.json'],
    ['absolute', ''],
  ])('are saved to what a %s link leads to, and the link stays', async (_, target) => {
    linkTo(target || join(elsewhere, 'rack.json'));
    expect(await settings().save(OLD)).toEqual({ isDone: true });
    expect(await settings().save(NEW)).toEqual({ isDone: true });
    expect(lstatSync(join(home, 'settings.json')).isSymbolicLink()).toBe(true);
    expect(readdirSync(elsewhere).sort()).toEqual(['rack.json', 'rack.json.previous']);
    expect((await settings().read()).content).toEqual(NEW);
    expect(JSON.parse(readFileSync(join(elsewhere, 'rack.json'), 'utf8')).content.model).toBe(NEW.model);
  });

  it('are recovered from the copy beside them when they are damaged', async () => {
    linkTo('../dotfiles/rack.json');
    for (const content of [OLD, NEW]) await settings().save(content);
    writeFileSync(join(elsewhere, 'rack.json'), '{');
    expect((await settings().read()).content).toEqual(OLD);
    expect(readdirSync(elsewhere)).toContain('rack.json.damaged-1');
  });

  it('are saved in the order of the calls', async () => {
    linkTo('../dotfiles/rack.json');
    const file = settings();
    await Promise.all([file.save(OLD), file.save(NEW)]);
    expect((await file.read()).content).toEqual(NEW);
  });

  it('replace a link to a pipe or a device, which stays', async () => {
    const pipe = join(elsewhere, 'pipe');
    execFileSync('mkfifo', [pipe]);
    linkTo(pipe);
    expect((await settings().read()).content).toEqual(DEFAULTS);
    expect(await settings().save(NEW)).toEqual({ isDone: true });
    expect((await settings().read()).content).toEqual(NEW);
    expect([lstatSync(pipe).isFIFO(), readdirSync(elsewhere)]).toEqual([true, ['pipe']]);
  });

  it('yield the defaults where links form a circle', async () => {
    linkTo('settings.json');
    const { content, messages } = await settings().read();
    expect(content).toEqual(DEFAULTS);
    expect(messages[0]).toContain('settings.json cannot be read');
  });
});
