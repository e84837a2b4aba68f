import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { devices } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../src/panel/glossary.ts';
import { CHROMIUM, photograph, useBrowserBench } from './browser-bench.ts';

const GLOSSARY = readFileSync(join(import.meta.dirname, '../../docs/glossary.md'), 'utf8');

it('reads the terms of one section of the glossary', () => {
  const terms = termsOf(GLOSSARY, 'Playing');
  expect(terms.find(({ word }) => word === 'bank')).toEqual({
    word: 'bank',
    meaning: 'a file (.nrbank) of sets with name, author and licence',
  });
  expect(terms.length).toBeGreaterThan(25);
  expect(terms.map(({ word }) => word)).not.toContain('accelerator');
  expect(termsOf(GLOSSARY, 'Inside').map(({ word }) => word)).toContain('accelerator');
});

describe.skipIf(CHROMIUM === undefined)('the first minute with the page (skipped without chromium)', () => {
  const { open, faults } = useBrowserBench();

  it('shows three hints, ticks each one off, and shows them no more once all are followed', async () => {
    const page = await open(undefined, '', { isFirst: true });
    const steps = page.getByRole('complementary', { name: 'First steps' });
    const next = steps.locator('.next');
    expect(await next.textContent()).toContain('Turn the sound on');
    await photograph(page, 'first-steps');
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await next.getByText('Press gate 1').waitFor();
    await page.keyboard.press('a', { delay: 200 });
    await next.getByText('Choose a sound').waitFor();
    await page.getByLabel('Set A').selectOption('Rim');
    await steps.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    expect(await steps.count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows dismissed hints no more, and moves nothing for them', async () => {
    const page = await open({ ...devices['Pixel 7'] }, '', { isFirst: true });
    const steps = page.getByRole('complementary', { name: 'First steps' });
    const display = page.getByRole('img', { name: 'OLED display' });
    await photograph(page, 'first-steps-phone');
    const before = await display.boundingBox();
    const [hints, gate] = [await steps.boundingBox(), await page.getByRole('button', { name: 'Gate 1' }).boundingBox()];
    expect((hints?.y ?? 0) + (hints?.height ?? 0)).toBeLessThanOrEqual(gate?.y ?? 0);
    await steps.getByRole('button', { name: 'Dismiss' }).click();
    await steps.waitFor({ state: 'detached' });
    expect(await display.boundingBox()).toEqual(before);
    await page.reload();
    await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    expect(await steps.count()).toBe(0);
  });

  it('shows keys and words by ? and by a button; ? in a text field is text', async () => {
    const page = await open(undefined, '#presets');
    const help = page.getByRole('dialog', { name: 'Keys and words' });
    const name = page.getByRole('textbox', { name: 'Preset name' });
    await name.fill('Why');
    await name.press('?');
    expect(await name.inputValue()).toBe('Why?');
    expect(await help.isVisible()).toBe(false);
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await help.getByText('gate 1, while held').waitFor();
    for (const { word, meaning } of termsOf(GLOSSARY, 'Playing')) {
      expect(await help.getByRole('definition').getByText(meaning, { exact: true }).count(), word).toBe(1);
    }
    await photograph(page, 'help');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Keys and words' }).click();
    await help.getByRole('button', { name: 'Close' }).click();
    await help.waitFor({ state: 'hidden' });
    expect(faults).toEqual([]);
  });
});
