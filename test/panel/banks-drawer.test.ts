import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { devices, type Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildCatalogIndex } from '../../src/descriptors/bank/bank-catalog.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { badBanks, createBankFolder, decayingTone, hitsFile, twoHours } from './banks/bank-bench.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

describe.skipIf(CHROMIUM === undefined)('the banks drawer, in chromium (skipped without)', () => {
  const bench = useBrowserBench();
  let paths: ReturnType<typeof createBankFolder>;
  let played: (readonly [string, 'A' | 'B' | null])[];
  let sets: DescriptorSet[];
  beforeEach(async () => {
    await bench.server.close();
    paths = createBankFolder();
    played = [];
    sets = [];
    bench.server = await startPanelServer({
      instrument: bench.fake.instrument,
      folder: bench.folder,
      port: 0,
      banks: {
        library: createBankLibrary(paths),
        uploadFolder: join(paths.folder, '.incoming'),
        play: (set, side) => {
          played.push([set.name, side]);
          sets.push(set);
          return set.name;
        },
      },
    });
  });

  const open = (options?: Parameters<typeof bench.open>[0]) => bench.open(options, '#banks');
  const bank = (page: Page, name: string) => page.getByRole('region', { name: `Bank ${name}` });
  const choose = (page: Page, name: string, bytes: Uint8Array) =>
    page.getByLabel('Sounds and banks').setInputFiles({ name, mimeType: '', buffer: Buffer.from(bytes) });
  const names = (page: Page, of: string) => bank(page, of).locator('.set-name').allTextContents();

  /** Drops a file on an element, or only drags it there. */
  async function drop(
    page: Page,
    selector: string,
    name: string,
    bytes: Uint8Array,
    { isHeld = false } = {},
  ): Promise<void> {
    const base64 = Buffer.from(bytes).toString('base64');
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], '${name}'));
      const target = document.querySelector('${selector}');
      for (const type of ${isHeld ? "['dragover']" : "['dragover', 'drop']"})
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    })()`);
  }

  it('takes a file dropped anywhere, shows where it may be dropped, and plays the first sound as set A', async () => {
    const page = await bench.open(undefined, '#play');
    await drop(page, 'h1', 'gong.wav', decayingTone(), { isHeld: true });
    await page.locator('.drop-target').waitFor();
    await photograph(page, 'drop-target');
    await page.locator('.drop-target').waitFor({ state: 'detached' });
    expect(played).toEqual([]);
    await drop(page, 'h1', 'gong.wav', decayingTone());
    await page.getByRole('tabpanel', { name: 'Banks' }).waitFor();
    await until(() => played.length === 2);
    expect(played).toEqual([
      ['gong', null],
      ['gong', 'A'],
    ]);
    const row = page.getByRole('listitem').filter({ hasText: 'gong' });
    await row.waitFor();
    const box = (await row.boundingBox()) ?? { y: -1, height: 0 };
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(860);
    expect(bench.faults).toEqual([]);
  });

  it('adds a dropped sound and plays it as set A', async () => {
    const page = await open();
    await bank(page, 'Factory').waitFor();
    await drop(page, '.drop', 'gong.wav', decayingTone());
    await bank(page, 'My sounds').getByText('gong', { exact: true }).waitFor();
    await until(() => played.length === 2);
    expect(played).toEqual([
      ['gong', null],
      ['gong', 'A'],
    ]);
    expect(Math.abs(sets[1].curves.f0[10] - 220)).toBeLessThan(2);
    expect(bench.faults).toEqual([]);
  });

  it('shows the warnings about an added sound until they are dismissed', async () => {
    const page = await open();
    await bank(page, 'Factory').waitFor();
    await choose(page, 'faint.wav', decayingTone({ peak: 0.005 }).slice(0, -3000));
    await bank(page, 'My sounds').getByText('faint', { exact: true }).waitFor();
    const warnings = page.getByRole('status', { name: 'Warnings' });
    await warnings.getByText('faint.wav: the file is truncated').waitFor();
    await warnings.getByText(/faint\.wav: it is quiet: its peak is -4\d\.\d dBFS; record it with more gain/).waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('');
    await warnings.getByRole('button', { name: 'OK' }).click();
    await warnings.getByText('faint.wav').first().waitFor({ state: 'detached' });
    await choose(page, 'gong.wav', decayingTone());
    await bank(page, 'My sounds').getByText('gong', { exact: true }).waitFor();
    expect(await warnings.textContent()).toBe('');
    expect(bench.faults).toEqual([]);
  });

  it('imports a bank, adds sounds to it, and exports it byte for byte', async () => {
    const page = await open();
    await choose(page, 'hits.nrbank', hitsFile());
    await bank(page, 'Two hits').waitFor();
    const downloading = page.waitForEvent('download');
    await bank(page, 'Two hits').getByRole('link', { name: 'Export Two hits' }).click();
    const file = await (await downloading).path();
    expect(readFileSync(file)).toEqual(hitsFile());
    await drop(page, '[data-editable-bank="two-hits.nrbank"] h2', 'gong.wav', decayingTone());
    await bank(page, 'Two hits').getByText('gong', { exact: true }).waitFor();
    await choose(page, 'again.nrbank', readFileSync(file));
    await until(async () => (await page.getByRole('region', { name: 'Bank Two hits' }).count()) === 2);
    expect(await bank(page, 'Two hits').last().locator('.set-name').allTextContents()).toEqual([
      'kick',
      'snare',
      'gong',
    ]);
    expect(bench.faults).toEqual([]);
  });

  it('shows name and length of a set in one line of its bank, a long name cut, and its provenance on demand', async () => {
    const page = await open({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } });
    await choose(page, 'hits.nrbank', hitsFile());
    await choose(page, 'a sound with a very long name that does not fit into a line.wav', decayingTone());
    const row = bank(page, 'My sounds').getByRole('listitem');
    await row.waitFor();
    const name = row.locator('.set-name');
    expect((await name.boundingBox())?.height).toBeLessThan(24);
    expect((await row.boundingBox())?.height).toBeLessThan(64);
    expect(await name.getAttribute('title')).toBe('a sound with a very long name that does not fit into a line');
    const kick = bank(page, 'Two hits').getByRole('listitem').first();
    await kick.getByText('0.2 s', { exact: true }).waitFor();
    expect(await kick.getByText('made up').count()).toBe(0);
    await kick.getByRole('button', { name: 'Where kick is from' }).click();
    await kick.getByText('made up · CC0').waitFor();
  });

  it('renames, moves and removes sets by keyboard, and undoes it', async () => {
    const page = await open();
    await choose(page, 'hits.nrbank', hitsFile());
    await bank(page, 'Two hits').getByRole('button', { name: 'Edit Two hits' }).press('Enter');
    const name = page.getByRole('textbox', { name: 'Name of kick' });
    await name.fill('thud');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Move thud down' }).press('Enter');
    await page.getByRole('button', { name: 'Remove snare' }).press('Enter');
    await page.getByRole('button', { name: 'Remove snare' }).waitFor({ state: 'detached' });
    await photograph(page, 'panel-banks', { part: '.drawers' });
    await page.getByRole('button', { name: 'Undo removing snare' }).press('Enter');
    await page.getByRole('button', { name: 'Undo moving thud' }).press('Enter');
    await page.getByRole('button', { name: 'Undo renaming kick' }).press('Enter');
    await page.getByRole('button', { name: 'Edit Two hits' }).press('Enter');
    await until(async () => (await names(page, 'Two hits')).join() === 'kick,snare');
    expect(bench.faults).toEqual([]);
  });

  it('shows why invalid banks, a text file and a sound of two hours are rejected, and keeps the existing banks', async () => {
    const page = await open();
    await choose(page, 'hits.nrbank', hitsFile());
    await bank(page, 'Two hits').waitFor();
    for (const [, bytes, reason] of badBanks()) {
      await choose(page, 'bad.nrbank', bytes);
      await page.getByRole('alert').getByText(reason).first().waitFor();
      await page.getByRole('alert').getByRole('button', { name: 'OK' }).click();
    }
    await choose(page, 'words.wav', Buffer.from('only some words'));
    await page.getByRole('alert').getByText('words.wav: this is no').waitFor();
    const night = join(paths.root, 'night.wav');
    writeFileSync(night, twoHours());
    await page.getByLabel('Sounds and banks').setInputFiles(night);
    await page.getByRole('alert').getByText('night.wav: 7200 s of sound or more').waitFor();
    await page.getByRole('alert').getByText('cut out a part').waitFor();
    await photograph(page, 'banks-refused');
    expect(await page.getByRole('region', { name: /^Bank / }).count()).toBe(2);
    expect(played).toEqual([]);
  });

  it('lists a catalog, previews a bank of it and installs it', async () => {
    const catalog = join(paths.root, 'catalog');
    mkdirSync(catalog);
    writeFileSync(join(catalog, 'hits.nrbank'), hitsFile());
    const index = await buildCatalogIndex([{ file: 'hits.nrbank', bytes: hitsFile() }]);
    writeFileSync(join(catalog, 'index.json'), JSON.stringify(index));
    const page = await open();
    await page.getByRole('textbox', { name: 'Catalog address' }).fill(catalog);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Preview Two hits' }).click();
    const sets = page.getByRole('list', { name: 'Sets of Two hits' });
    await sets.getByText('0.2 s', { exact: true }).first().waitFor();
    await sets.getByRole('button', { name: 'Play snare as set B' }).click();
    await until(() => played.length === 1);
    expect(played).toEqual([['snare', 'B']]);
    expect(existsSync(paths.folder)).toBe(false);
    await page.getByRole('button', { name: 'Install Two hits' }).click();
    await bank(page, 'Two hits').waitFor();
    await page.getByRole('textbox', { name: 'Catalog address' }).fill('ftp://nowhere');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('ftp://nowhere is not a valid catalog address').waitFor();
  });

  it('follows changes made by another client', async () => {
    const [one, other] = [await open(), await open()];
    await choose(one, 'hits.nrbank', hitsFile());
    await bank(other, 'Two hits').waitFor();
  });

  it.each([
    ['phone', { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }],
    ['tablet', { viewport: { width: 820, height: 1180 }, colorScheme: 'light' as const }],
    ['laptop', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
  ])('fits a %s, also while a bank is edited', async (name, options) => {
    const page = await open(options);
    await choose(page, 'hits.nrbank', hitsFile());
    await choose(page, 'a sound with a very long name that does not fit into a line.wav', decayingTone());
    await bank(page, 'My sounds').waitFor();
    await page.getByRole('button', { name: 'Edit My sounds' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const nameless = (await page.locator('body').ariaSnapshot())
      .split('\n')
      .filter((line) => /^\s*- (button|link|textbox|progressbar|region)\b(?! ")/.test(line));
    expect(nameless).toEqual([]);
    const right = (selector: string) =>
      page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().right`).then(Number);
    for (const part of ['.drop', '.bank', '.bank-details']) {
      expect(await right(part)).toBeLessThanOrEqual(await right('.drawers'));
    }
    await photograph(page, `banks-${name}`, { isWhole: true });
    expect(bench.faults).toEqual([]);
  });
});
