import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cannotWrite } from '../../src/contracts/write-fault.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import { createSetLibrary, type SetLibrary } from '../../src/instrument/set-library.ts';
import { type BankLibrary, createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { USER_BANK_FILE } from '../../src/panel/banks/user-bank.ts';
import { type PanelServerOptions, startPanelServer } from '../../src/panel/server.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { createBankFolder } from './banks/bank-bench.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

const FACTORY = fileURLToPath(new URL('../../banks/factory.nrbank', import.meta.url));
const boom = impactSet({ name: 'Boom' });
const rim = impactSet({ name: 'Rim', colour: { centroid: 5000, f0: 440 } });

/** A pointer path over the plot: shares of its width and height from the upper left. */
type PointerPath = readonly (readonly [number, number])[];

describe.skipIf(CHROMIUM === undefined)('the curves drawer, in chromium (skipped without)', () => {
  const bench = useBrowserBench();
  let paths: ReturnType<typeof createBankFolder>;
  let library: BankLibrary;
  let sets: SetLibrary;
  let auditions: (DescriptorSet | undefined)[];
  let isFull: boolean;
  let options: PanelServerOptions;
  beforeEach(async () => {
    await bench.server.close();
    paths = createBankFolder();
    isFull = false;
    auditions = [];
    sets = createSetLibrary([boom, impactSet({ name: 'Cowbell' }), rim]);
    library = createBankLibrary({
      ...paths,
      write: async (path, bytes) => {
        if (isFull) throw cannotWrite(path, Object.assign(new Error('no space'), { code: 'ENOSPC' }));
        await writeFileAtomically(path, bytes);
      },
    });
    const record = (set: DescriptorSet | undefined): void => {
      auditions.push(set);
      bench.fake.audition(set?.name ?? null);
    };
    options = {
      instrument: { ...bench.fake.instrument, sets: () => ({ type: 'sets', sets: sets.names }) },
      folder: bench.folder,
      port: 0,
      curves: { library, sets: () => sets.sets, put: sets.put, audition: record },
    };
    bench.server = await startPanelServer(options);
  });
  afterEach(() => rmSync(paths.root, { recursive: true, force: true }));

  const editor = (page: Page, of: string) => page.getByRole('region', { name: `Curves of ${of}` });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const name = (page: Page) => page.getByRole('textbox', { name: 'New set name' });
  const plot = (page: Page) => page.getByRole('slider', { name: /over time/ });
  const colourOf = (page: Page, message: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${message}')).borderLeftColor`);
  /** A colour of the page's theme as a computed value. */
  const themeColour = (page: Page, variable: string) =>
    page.evaluate(`(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(${variable})';
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    })()`);
  const onDisk = (set: string): Promise<DescriptorSet> => library.loadSet(USER_BANK_FILE, set);

  /** Opens a page that edits a curve of a set. */
  async function edit(set: string, curve: string, how?: Parameters<typeof bench.open>[0]): Promise<Page> {
    const page = await bench.open(how, '#curves');
    await choose(page, set, curve);
    return page;
  }

  async function choose(page: Page, set: string, curve: string): Promise<void> {
    await page.getByLabel('Set to edit').selectOption(set);
    await editor(page, set).waitFor();
    await page.getByRole('radio', { name: curve, exact: true }).check({ force: true });
  }

  async function draw(page: Page, path: PointerPath): Promise<void> {
    const over = page.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    if (box === null) throw new Error('the plot is not visible');
    for (const [n, [x, y]] of path.entries()) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: n === 0 ? 1 : 4 });
      if (n === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }

  /** Auditions the edit and returns the set that the instrument receives. */
  async function audition(page: Page): Promise<DescriptorSet> {
    const before = auditions.length;
    await button(page, 'Audition edit').click();
    await until(() => auditions.length > before);
    const set = auditions.at(-1);
    if (set === undefined) throw new Error('nothing was auditions');
    return set;
  }

  it('have units that a musician knows', async () => {
    const page = await edit('Boom', 'Noisiness');
    const units = page.locator('.curve-lanes small');
    expect(await units.allTextContents()).toEqual(['dB', '% crossings', 'Hz', '% noise', 'Hz', 'Hz', 'Hz']);
    for (const [curve, value] of [
      ['Noisiness', / s, [\d.e-]+ %$/],
      ['Percussivity', / s, [\d.]+ %$/],
      ['Loudness', / s, -?\d+ dB$/],
      ['Pitch', / s, [\d.]+ k?Hz$/],
    ] as const) {
      await page.getByRole('radio', { name: curve, exact: true }).check({ force: true });
      expect(await plot(page).getAttribute('aria-valuetext')).toMatch(value);
    }
  });

  it('show the whole curve beside display and gates at 1440 by 900', async () => {
    const page = await edit('Boom', 'Brightness', { viewport: { width: 1440, height: 900 } });
    const parts = [plot(page), page.getByRole('img', { name: 'OLED display' }), button(page, 'Show all')];
    for (const part of [...parts, page.getByRole('button', { name: 'Gate 2' })]) {
      const box = (await part.boundingBox()) ?? { y: -1, height: 0 };
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(900);
    }
    expect((await plot(page).boundingBox())?.height).toBeGreaterThan(300);
  });

  it('draw a curve and audition it without changing anything else', async () => {
    const page = await edit('Boom', 'Pitch');
    await draw(page, [
      [0.25, 0.3],
      [0.5, 0.1],
      [0.75, 0.3],
    ]);
    await page.getByText(/\d+ of 120 frames differ/).waitFor();
    const set = await audition(page);
    expect(set.name).toBe('Boom');
    expect(set.curves.f0[60]).toBeGreaterThan(set.curves.f0[35] ?? 0);
    expect(set.curves.f0[35]).toBeGreaterThan(110);
    expect([set.curves.f0[5], set.curves.f0[115]]).toEqual([110, 110]);
    expect(distance(set.curves.centroid, boom.curves.centroid)).toBe(0);
    expect(distance(set.level, boom.level)).toBe(0);
    await until(() => bench.actionsOf('gate').length === 2);
    expect(bench.actionsOf('gate').map(({ gate, isHigh }) => [gate, isHigh])).toEqual([
      [0, true],
      [0, false],
    ]);
    await page.getByRole('button', { name: /^Stop/ }).click();
    await until(() => auditions.at(-1) === undefined);
    expect(distance(sets.find('Boom').curves.f0, boom.curves.f0)).toBe(0);
    expect(bench.faults).toEqual([]);
  });

  it('end an audition when the edit is closed, and offer to end it after the edit was saved as new', async () => {
    const page = await edit('Boom', 'Pitch');
    await button(page, 'Shift up: 1 octave').click();
    await audition(page);
    await name(page).fill('High');
    await button(page, 'Save as new').click();
    await page.getByText('High is saved.').waitFor();
    await button(page, 'Stop: Boom plays the edit').waitFor();
    await button(page, 'Close').click();
    await until(() => auditions.length === 2);
    expect(auditions[1]).toBeUndefined();
  });

  it('undo and redo, by keys too', async () => {
    const page = await edit('Boom', 'Pitch');
    await button(page, 'Shift up: 1 octave').click();
    await button(page, 'Shift up: 1 octave').click();
    await page.keyboard.press('Control+z');
    expect((await audition(page)).curves.f0[0]).toBe(220);
    await button(page, 'Undo').click();
    expect(await button(page, 'Undo').isDisabled()).toBe(true);
    await page.getByText('same as original').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await button(page, 'Redo').click();
    expect((await audition(page)).curves.f0[0]).toBe(440);
  });

  it('draw a straight line between two points by keys', async () => {
    const page = await edit('Boom', 'Pitch');
    await plot(page).focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await until(async () => (await plot(page).getAttribute('aria-valuetext'))?.endsWith('440 Hz') ?? false);
    const { f0 } = (await audition(page)).curves;
    expect([f0[0], f0[10], f0[11]]).toEqual([220, 440, 110]);
    expect(f0[5]).toBeCloseTo(220 * Math.SQRT2, 1);
  });

  it('copy a curve of another set, and shift and smooth only the selected frames', async () => {
    const page = await edit('Boom', 'Brightness');
    await page.getByLabel('Copy Brightness from').selectOption('Rim');
    await page.getByText('120 of 120 frames differ').waitFor();
    await page.getByText('select', { exact: true }).click();
    await draw(page, [
      [0.5, 0.5],
      [0.9, 0.5],
    ]);
    await page.getByText(/frames \d+ to \d+ selected/).waitFor();
    await button(page, 'Shift down: 1 octave').click();
    await button(page, 'Smooth strongly').click();
    const { centroid } = (await audition(page)).curves;
    await button(page, 'Restore original').click();
    await page.getByText('same as original').waitFor();
    expect(distance((await audition(page)).curves.centroid, boom.curves.centroid)).toBe(0);
    expect(centroid[10]).toBeCloseTo(5000, 0);
    expect(centroid[85]).toBeCloseTo(2500, 0);
    expect(centroid[60]).toBeGreaterThan(2600);
  });

  it('save an edit as a new set and overwrite it afterwards', async () => {
    const page = await edit('Boom', 'Pitch');
    await button(page, 'Shift up: 1 octave').click();
    await name(page).fill('Boom');
    const placeBefore = await plot(page).boundingBox();
    await button(page, 'Save as new').click();
    await page.getByText(/a set 'Boom' already exists/).waitFor();
    expect(await name(page).inputValue()).toBe('Boom 2');
    expect(await colourOf(page, '.banner[role=alert]')).toBe(await themeColour(page, '--warning'));
    await button(page, 'Save as new').click();
    await page.getByText('Boom 2 is saved.').waitFor();
    expect(await colourOf(page, '.editor-messages .banner')).toBe(await themeColour(page, '--success'));
    expect(await plot(page).boundingBox()).toEqual(placeBefore);
    expect((await onDisk('Boom 2')).curves.f0[7]).toBe(220);
    expect((await onDisk('Boom 2')).provenance.source).toContain("edited from 'Boom'");
    await button(page, 'Shift up: 1 octave').click();
    await button(page, 'Save Boom 2').click();
    await until(async () => (await onDisk('Boom 2')).curves.f0[7] === 440);
    expect(sets.find('Boom 2').curves.f0[7]).toBe(440);
    expect(sets.find('Boom')).toBe(boom);
  });

  it('refuse to overwrite a set changed by another client, and offer another name', async () => {
    await library.saveSet(rim, null);
    const [first, second] = [await edit('Rim', 'Pitch'), await edit('Rim', 'Pitch')];
    await button(first, 'Shift up: 1 octave').click();
    await button(second, 'Shift down: 1 octave').click();
    await button(first, 'Save Rim').click();
    await first.getByText('Rim is saved.').waitFor();
    await button(second, 'Save Rim').click();
    await second.getByText(/'Rim' was changed in another browser: save it under another name/).waitFor();
    await button(second, 'Save as new').click();
    await second.getByText('Rim 2 is saved.').waitFor();
    expect((await onDisk('Rim')).curves.f0[0]).toBe(880);
    expect((await onDisk('Rim 2')).curves.f0[0]).toBe(220);
  });

  it('resume or discard an unsaved edit after a reload', async () => {
    const page = await edit('Boom', 'Pitch');
    await button(page, 'Shift up: 1 octave').click();
    await page.reload();
    await choose(page, 'Boom', 'Pitch');
    await page.getByText('saved', { exact: true }).waitFor();
    await button(page, 'Close').click();
    await button(page, 'Resume editing Boom').click();
    await editor(page, 'Boom').waitFor();
    await page.getByText('not saved', { exact: true }).waitFor();
    expect((await audition(page)).curves.f0[0]).toBe(220);
    await button(page, 'Undo').click();
    await button(page, 'Redo').click();
    await page.reload();
    await button(page, 'Discard the edit of Boom').click();
    await page.reload();
    await page.getByLabel('Set to edit').waitFor();
    expect(await page.getByText('Resume').count()).toBe(0);
  });

  it('keep the unsaved edits of two tabs separately', async () => {
    const first = await edit('Boom', 'Pitch');
    await button(first, 'Shift up: 1 octave').click();
    const second = await first.context().newPage();
    await second.goto(first.url());
    await choose(second, 'Boom', 'Pitch');
    for (let n = 0; n < 2; n++) await button(second, 'Shift up: 1 octave').click();
    await first.close();
    await second.reload();
    const resume = button(second, 'Resume editing Boom');
    await until(async () => (await resume.count()) === 2);
    await resume.last().click();
    await editor(second, 'Boom').waitFor();
    expect((await audition(second)).curves.f0[0]).toBe(220);
    await second.reload();
    await until(async () => (await resume.count()) === 2);
    for (const left of [1, 0]) {
      await button(second, 'Discard the edit of Boom').first().click();
      await until(async () => (await resume.count()) === left);
    }
  });

  it('keep the edit while the instrument is unreachable or its disk is full', async () => {
    const page = await edit('Boom', 'Pitch');
    await button(page, 'Shift up: 1 octave').click();
    const { port } = new URL(bench.server.url);
    await bench.server.close();
    await page.getByText('Connection lost.', { exact: false }).waitFor();
    await name(page).fill('Kept');
    await button(page, 'Save as new').click();
    await page.getByText(/No response from the instrument/).waitFor();
    isFull = true;
    bench.server = await startPanelServer({ ...options, port: Number(port) });
    await page.getByText('Connection lost.', { exact: false }).waitFor({ state: 'detached' });
    await button(page, 'Save as new').click();
    await page.getByText(/the disk is full/).waitFor();
    expect(sets.names).toEqual(['Boom', 'Cowbell', 'Rim']);
    isFull = false;
    await button(page, 'Save as new').click();
    await page.getByText('Kept is saved.').waitFor();
    expect((await onDisk('Kept')).curves.f0[0]).toBe(220);
  });

  it('give every control an accessible name', async () => {
    const page = await edit('Boom', 'Loudness');
    const tree = await page.locator('body').ariaSnapshot();
    const nameless = tree
      .split('\n')
      .filter((line) => /^\s*- (button|slider|combobox|radio|tab|img|spinbutton|textbox)\b(?! ")/.test(line));
    expect(nameless).toEqual([]);
  });

  it.each([
    ['phone', 390, 844],
    ['tablet', 820, 1180],
    ['laptop', 1440, 900],
  ] as const)('fit a %s without horizontal scrolling', async (device, width, height) => {
    const factory = await readBank(FACTORY);
    for (const set of factory.sets) if (!sets.names.includes(set.name)) sets.put(set);
    const page = await edit('Tabla', 'Pitch', { viewport: { width, height }, colorScheme: 'dark' });
    await draw(page, [
      [0.1, 0.6],
      [0.4, 0.2],
      [0.7, 0.5],
    ]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await photograph(page, `${device}-curves`, { isWhole: device === 'phone' });
    if (device === 'laptop') await photograph(page, 'panel-curves', { part: '.curve-editor' });
    expect(bench.faults).toEqual([]);
  });
});

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
