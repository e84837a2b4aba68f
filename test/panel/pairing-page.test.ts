import { devices, type Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { createSessions } from '../../src/panel/session-store.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

describe.skipIf(CHROMIUM === undefined)('a page that is not paired, in chromium (skipped without)', () => {
  const bench = useBrowserBench();
  const { acted, visit, faults } = bench;
  let pairing: Pairing;
  beforeEach(async () => {
    await bench.server.close();
    pairing = createPairing({ sessions: createSessions() });
    const { instrument } = bench.fake;
    bench.server = await startPanelServer({
      instrument,
      folder: bench.folder,
      port: 0,
      pairing,
      // As if the browser were on another computer.
      isTrusted: () => false,
    });
  });

  const field = (page: Page) => page.getByRole('textbox', { name: 'Code' });
  const shown = (): string => pairing.message()?.replace(/\D/g, '') ?? '';
  /** Another code than the one that is shown. */
  const wrong = (): string => shown().replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
  const faceplate = (page: Page) => page.getByRole('region', { name: 'Faceplate' });

  it('is shown the door, types the code of the display, and plays; after a reload too', async () => {
    const page = await visit();
    await field(page).waitFor();
    await until(() => shown() !== '');
    expect(await faceplate(page).count()).toBe(0);
    await photograph(page, 'pairing');
    // Wherever the focus is: the page puts it into the field.
    await page.keyboard.type(shown());
    await faceplate(page).waitFor();
    await page.keyboard.press('a');
    await until(() => acted('gate').length === 2);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await faceplate(page).waitFor();
    expect(faults).toEqual([]);
  });

  it('is refused with a wrong code, told how many tries are left, and at last how long to wait', async () => {
    const page = await visit();
    await until(() => shown() !== '');
    await field(page).fill(wrong());
    await page.getByRole('alert').getByText('That is not the code. 4 tries are left.').waitFor();
    expect(await field(page).inputValue()).toBe('');
    for (let n = 3; n > 0; n--) {
      await field(page).fill(wrong());
      await page.getByText(n === 1 ? 'One try is left' : `${n} tries are left`).waitFor();
    }
    await field(page).fill(wrong());
    await page.getByText('Too many wrong codes. Wait 60 seconds.').waitFor();
    await page.getByRole('button', { name: 'Show the code again' }).click();
    await page.getByText('Too many wrong codes. Wait').waitFor();
    expect(shown()).toBe('');
    expect(await faceplate(page).count()).toBe(0);
    expect(bench.fake.acted).toEqual([]);
  });

  it('is shown the door again when all pages are forgotten on the module', async () => {
    const page = await visit();
    await until(() => shown() !== '');
    await field(page).fill(shown());
    await faceplate(page).waitFor();
    await page.keyboard.down('a');
    await until(() => acted('gate').length === 1);
    pairing.sessions.revokeAll();
    await field(page).waitFor();
    expect(acted('gate').map(({ isHigh }) => isHigh)).toEqual([true, false]);
  });

  it.each([
    ['phone', { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }],
    ['tablet', { viewport: { width: 820, height: 1180 }, colorScheme: 'light' as const }],
    ['laptop', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
  ])('fits a %s', async (name, options) => {
    const page = await visit(options);
    await field(page).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const box = (await page.getByRole('button', { name: 'Pair' }).boundingBox()) ?? { y: 1e9, height: 0 };
    expect(box.y + box.height).toBeLessThan(options.viewport.height);
    expect(box.height).toBeGreaterThanOrEqual(44);
    await photograph(page, `pairing-${name}`);
  });
});
