import { devices, type Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { createSessions } from '../../src/panel/session-store.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

describe.skipIf(CHROMIUM === undefined)('the pairing page (skipped without chromium)', () => {
  const bench = useBrowserBench();
  const { actionsOf, visit, faults } = bench;
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
      // As for a browser on another computer.
      isTrusted: () => false,
    });
  });

  const field = (page: Page) => page.getByRole('textbox', { name: 'Code' });
  const shown = (): string => pairing.message()?.replace(/\D/g, '') ?? '';
  /** A code that differs from the shown one. */
  const wrong = (): string => shown().replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
  const faceplate = (page: Page) => page.getByRole('region', { name: 'Faceplate' });

  it('pairs with the code of the display and stays paired after a reload', async () => {
    const page = await visit();
    await field(page).waitFor();
    await until(() => shown() !== '');
    expect(await faceplate(page).count()).toBe(0);
    await photograph(page, 'pairing');
    // The page has moved the focus into the field.
    await page.keyboard.type(shown());
    await faceplate(page).waitFor();
    await page.keyboard.press('a');
    await until(() => actionsOf('gate').length === 2);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await faceplate(page).waitFor();
    expect(faults).toEqual([]);
  });

  it('rejects wrong codes with the tries left, then with the time to wait', async () => {
    const page = await visit();
    await until(() => shown() !== '');
    await field(page).fill(wrong());
    await page.getByRole('alert').getByText('Wrong code. 4 tries left.').waitFor();
    expect(await field(page).inputValue()).toBe('');
    for (let n = 3; n > 0; n--) {
      await field(page).fill(wrong());
      await page.getByText(n === 1 ? '1 try left' : `${n} tries left`).waitFor();
    }
    await field(page).fill(wrong());
    await page.getByText('Too many wrong codes. Wait 60 seconds.').waitFor();
    await page.getByRole('button', { name: 'Show code again' }).click();
    await page.getByText('Too many wrong codes. Wait').waitFor();
    expect(await faceplate(page).count()).toBe(0);
    expect(bench.fake.actions).toEqual([]);
  });

  it('appears again when all sessions are revoked on the module', async () => {
    const page = await visit();
    await until(() => shown() !== '');
    await field(page).fill(shown());
    await faceplate(page).waitFor();
    await page.keyboard.down('a');
    await until(() => actionsOf('gate').length === 1);
    pairing.sessions.revokeAll();
    await field(page).waitFor();
    expect(actionsOf('gate').map(({ isHigh }) => isHigh)).toEqual([true, false]);
  });

  it('lists the paired clients, unpairs another one, and itself', async () => {
    const other = pairing.sessions.create({ name: 'Safari, iPad', address: '10.0.0.3' });
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36';
    const page = await visit({ userAgent });
    await until(() => shown() !== '');
    await field(page).fill(shown());
    await faceplate(page).waitFor();
    await page.getByRole('tab', { name: 'Clients' }).click();
    const entries = page.getByRole('list', { name: 'Paired clients' }).getByRole('listitem');
    await entries.filter({ hasText: 'Safari, iPad, 10.0.0.3, last seen' }).waitFor();
    await entries.filter({ hasText: /Chrome, .*127\.0\.0\.1 \(this browser\), last seen/ }).waitFor();
    const unpair = async (title: string): Promise<void> => {
      await page.getByRole('button', { name: `Unpair ${title}` }).click();
      await page.getByRole('button', { name: `Confirm: unpair ${title}` }).click();
    };
    await unpair('Safari');
    await until(() => !pairing.sessions.has(other));
    await entries.filter({ hasText: 'Safari' }).waitFor({ state: 'detached' });
    expect(await faceplate(page).count()).toBe(1);
    await unpair('Chrome');
    await field(page).waitFor();
    expect(pairing.sessions.count).toBe(0);
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
