import { devices, type Locator, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM, until, useBrowserBench } from './browser-bench.ts';

const LAPTOP = { viewport: { width: 1440, height: 900 } };
const SMALL_LAPTOP = { viewport: { width: 1024, height: 768 } };
const PHONE = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } };
const SCREEN = { viewport: { width: 1920, height: 1080 } };

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

async function boxOf(part: Locator): Promise<Box> {
  const { x, y, width, height } = (await part.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { left: x, top: y, right: x + width, bottom: y + height };
}

/** Whether a part is in the window as a whole. */
async function isInWindow(page: Page, part: Locator): Promise<boolean> {
  const { left, top, right, bottom } = await boxOf(part);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  return right > left && left >= 0 && top >= 0 && right <= width && bottom <= height;
}

describe.skipIf(CHROMIUM === undefined)('the layout of the page (skipped without chromium)', () => {
  const bench = useBrowserBench();
  const { open } = bench;
  const display = (page: Page) => page.getByRole('img', { name: 'OLED display' });
  const gate = (page: Page, number: 1 | 2) => page.getByRole('button', { name: `Gate ${number}` });

  it.each([
    ['1440 by 900', LAPTOP],
    ['1024 by 768', SMALL_LAPTOP],
  ] as const)('shows the whole map beside the whole module at %s', async (_, size) => {
    const page = await open(size, '#map');
    const map = page.getByRole('group', { name: 'Map of the sets' });
    for (const part of [map, display(page), gate(page, 1), gate(page, 2), page.getByRole('slider', { name: 'CV 4' })]) {
      expect(await isInWindow(page, part)).toBe(true);
    }
    const { left, right, top, bottom } = await boxOf(map);
    expect(right - left).toBeGreaterThan(500);
    expect(bottom - top).toBeGreaterThan(300);
  });

  it('keeps display and gates in the window while a long drawer scrolls', async () => {
    const page = await open(SMALL_LAPTOP, '#knobs');
    await page.getByRole('slider', { name: 'Map, y' }).scrollIntoViewIfNeeded();
    expect(Number(await page.evaluate('scrollY'))).toBeGreaterThan(100);
    for (const part of [display(page), gate(page, 1), gate(page, 2)]) expect(await isInWindow(page, part)).toBe(true);
  });

  it('uses a wide screen, with groups beside each other', async () => {
    const page = await open(SCREEN, '#knobs');
    const [module, workspace] = [
      await boxOf(page.getByRole('region', { name: 'Faceplate' })),
      await boxOf(page.getByRole('tabpanel')),
    ];
    expect(workspace.right - module.left).toBeGreaterThan(0.93 * SCREEN.viewport.width);
    const [sound, descriptors] = [
      await boxOf(page.getByRole('group', { name: 'Sound', exact: true })),
      await boxOf(page.getByRole('group', { name: 'Descriptors' })),
    ];
    expect(descriptors.left).toBeGreaterThan(sound.right);
    expect(descriptors.top).toBe(sound.top);
  });

  it('leaves no tab out of sight, at any width', async () => {
    for (const viewport of [PHONE.viewport, { width: 320, height: 640 }, SMALL_LAPTOP.viewport, LAPTOP.viewport]) {
      const page = await open({ viewport }, '#map');
      const tabs = await page.getByRole('tab').all();
      expect(tabs.length).toBeGreaterThanOrEqual(9);
      for (const tab of tabs) {
        const { left, right } = await boxOf(tab);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(viewport.width);
        const strip = await boxOf(page.getByRole('tablist'));
        expect(right).toBeLessThanOrEqual(strip.right + 1);
      }
    }
  });

  it('begins a drawer in the first 600 pixels of a phone, below display and faders', async () => {
    const page = await open(PHONE, '#map');
    const { top } = await boxOf(page.getByRole('tabpanel'));
    expect(top).toBeLessThan(600);
    expect((await boxOf(display(page))).bottom).toBeLessThan(top);
    expect((await boxOf(page.getByRole('slider', { name: 'CV 1' }))).bottom).toBeLessThan(top);
  });

  it('keeps the gates of a phone at the lower edge of the window, wherever the page is scrolled', async () => {
    const page = await open(PHONE, '#knobs');
    for (const y of [0, 500, 5000]) {
      await page.evaluate(`scrollTo(0, ${y})`);
      for (const number of [1, 2] as const) {
        const { top, bottom } = await boxOf(gate(page, number));
        expect(top).toBeGreaterThan(700);
        expect(bottom).toBeLessThanOrEqual(844);
      }
    }
    // The end of the page is not under the gates.
    expect((await boxOf(page.locator('.screens'))).bottom).toBeLessThan((await boxOf(gate(page, 1))).top);
  });

  it.each([
    ['desktop', LAPTOP],
    ['phone', PHONE],
  ] as const)('shows a message over the page of a %s: neither module nor drawer moves', async (_, size) => {
    const page = await open(size, '#knobs');
    const parts = [page.getByRole('region', { name: 'Faceplate' }), page.getByRole('tabpanel'), gate(page, 1)];
    const places = () => Promise.all(parts.map(boxOf));
    const before = await places();
    await bench.server.close();
    const message = page.getByText(/Connection lost|instrument is gone/);
    await message.waitFor();
    expect(await places()).toEqual(before);
    expect(await isInWindow(page, message)).toBe(true);
    const { bottom } = await boxOf(message);
    if (size === PHONE) expect(bottom).toBeLessThan((await boxOf(gate(page, 1))).top);
  });

  it('saves the chosen theme in the browser; system follows the operating system', async () => {
    const page = await open({ ...LAPTOP, colorScheme: 'dark' });
    const theme = page.getByLabel('Theme');
    const background = () =>
      page.evaluate(
        'getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.documentElement).colorScheme',
      );
    const dark = await background();
    expect(await theme.inputValue()).toBe('system');
    await theme.selectOption('Light');
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await theme.waitFor();
    expect(await theme.inputValue()).toBe('light');
    expect(await background()).toBe(light);
    await theme.selectOption('Dark');
    expect(await background()).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe(dark);
    await theme.selectOption('System');
    expect(await background()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(async () => (await background()) === dark);
  });
});
