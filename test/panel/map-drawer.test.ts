import { devices, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

/** The percentages of the mix. */
async function shares(page: Page): Promise<number[]> {
  const texts = await page.getByRole('list', { name: 'Mix at the point' }).getByRole('status').allTextContents();
  return texts.map((text) => Number.parseInt(text, 10));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe.skipIf(CHROMIUM === undefined)('the map in the page (skipped without chromium)', () => {
  const bench = useBrowserBench();
  const { open, actionsOf, faults } = bench;
  const handleOf = (page: Page) => page.getByRole('slider', { name: 'Point on the map' });
  const boxOf = async (page: Page) =>
    (await page.getByRole('group', { name: 'Map of the sets' }).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

  it('moves the point by dragging and mixes at most four nearest sets, 100 % in total', async () => {
    const page = await open(undefined, '#map');
    const box = await boxOf(page);
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
    await page.mouse.down();
    for (const share of [0.52, 0.6, 0.7]) {
      await page.mouse.move(box.x + share * box.width, box.y + (1 - share) * box.height);
    }
    await page.mouse.up();
    await until(() => (actionsOf('map-point').at(-1)?.x ?? 0) > 0.65);
    const last = actionsOf('map-point').at(-1);
    expect([last?.x.toFixed(1), last?.y.toFixed(1)]).toEqual(['0.7', '0.7']);
    await until(async () => (await shares(page)).length > 1 && (await shares(page))[0] > 50);
    expect(sumOf(await shares(page))).toBe(100);
    expect((await shares(page)).length).toBeLessThanOrEqual(4);
    await until(async () => ((await handleOf(page).getAttribute('aria-valuetext')) ?? '').includes('Cinematic boom'));
    expect(faults).toEqual([]);
  });

  it('plays while it is pressed: gate 1 is high from the press to the release, with the map as the source', async () => {
    const page = await open(undefined, '#map');
    const box = await boxOf(page);
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
    await page.mouse.down();
    await page.locator('.gate.high').waitFor();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.3 * box.height);
    await until(() => actionsOf('map-point').length > 1);
    expect(bench.fake.actions.slice(0, 3)).toEqual([
      { type: 'map-point', x: 0.5, y: 0.5 },
      { type: 'source', source: 'map' },
      { type: 'gate', gate: 0, isHigh: true },
    ]);
    expect(actionsOf('gate').length).toBe(1);
    await page.mouse.up();
    await until(() => actionsOf('gate').length === 2);
    await page.mouse.down();
    await until(() => actionsOf('gate').length === 3);
    // The drawer closes under the finger.
    await page.getByRole('tab', { name: 'Play' }).focus();
    await page.keyboard.press('Enter');
    await until(() => actionsOf('gate').length === 4);
    expect(actionsOf('gate').map(({ isHigh }) => isHigh)).toEqual([true, false, true, false]);
    expect(actionsOf('source').length).toBe(1);
    expect(faults).toEqual([]);
  });

  it('cuts a long name on the map and in the mix', async () => {
    const name = 'a field recording of a church bell in the rain';
    const { map } = bench.fake.instrument;
    await bench.server.close();
    bench.server = await startPanelServer({
      instrument: { ...bench.fake.instrument, map: () => ({ ...map(), sets: [{ name, x: 0.2, y: 0.7 }] }) },
      folder: bench.folder,
      port: 0,
    });
    const page = await open(undefined, '#map');
    await page.getByText('a field recording of a ch…', { exact: true }).waitFor();
    const mix = page.getByRole('list', { name: 'Mix at the point' }).getByText(name);
    expect(await mix.getAttribute('title')).toBe(name);
  });

  it('moves the point to a set that is clicked or chosen from the list', async () => {
    const page = await open(undefined, '#map');
    const box = await boxOf(page);
    // Slightly beside the set.
    await page.mouse.click(box.x + 0.31 * box.width + 4, box.y + 0.05 * box.height + 4);
    await until(() => actionsOf('map-point').length === 1);
    expect(actionsOf('map-point')[0]).toEqual({ type: 'map-point', x: 0.31, y: 0.95 });
    await until(async () => (await shares(page)).join() === '100');
    expect(await page.getByLabel('Go to').inputValue()).toBe('Bell');
    await page.getByLabel('Go to').selectOption('Wood');
    await until(() => actionsOf('map-point').at(-1)?.x === 0.57);
  });

  it('works with the keyboard alone', async () => {
    const page = await open(undefined, '#map');
    await page.getByRole('radio', { name: 'sets A and B' }).focus();
    await page.keyboard.press('ArrowRight');
    await until(() => actionsOf('source').length > 0);
    expect(actionsOf('source').at(-1)?.source).toBe('map');
    await handleOf(page).focus();
    for (const key of ['ArrowRight', 'Shift+ArrowUp', 'PageUp', 'Home', 'ArrowLeft', 'ArrowDown']) {
      await page.keyboard.press(key);
    }
    await until(() => actionsOf('map-point').length === 6);
    const last = actionsOf('map-point').at(-1);
    expect([last?.x.toFixed(3), last?.y.toFixed(3)]).toEqual(['0.400', '0.584']);
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Show the whole map' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await until(() => actionsOf('map-point').length === 7);
    expect(actionsOf('map-point').at(-1)?.x).toBeCloseTo(0.4 + 0.02 / 1.5, 6);
    await page.keyboard.press('0');
    await page.getByRole('button', { name: 'Show the whole map' }).waitFor({ state: 'detached' });
    // The letter A plays gate 1 here too.
    await page.keyboard.press('a');
    await until(() => actionsOf('gate').length === 2);
  });

  it('records a path, loops it and clears it', async () => {
    const page = await open(undefined, '#map');
    await page.getByRole('button', { name: 'Record path' }).click();
    await page.getByText('recording: move the point').waitFor();
    await handleOf(page).focus();
    for (let n = 0; n < 8; n++) {
      await page.keyboard.press('ArrowUp');
      await page.waitForTimeout(60);
    }
    await page.getByRole('button', { name: 'Stop recording' }).click();
    await page.getByText(/\d\.\d s recorded/).waitFor();
    const other = await open(undefined, '#map');
    await other.getByRole('button', { name: 'Play path' }).click();
    await page.getByRole('button', { name: 'Stop path' }).waitFor();
    // The live dot moves; the ring stays at the point set by the user.
    const liveDot = page.locator('.map-plot .live');
    await liveDot.waitFor();
    const heights = new Set<string | null>();
    await until(
      async () => heights.add(await liveDot.getAttribute('cy', { timeout: 1000 }).catch(() => null)).size > 3,
    );
    expect(await handleOf(page).getAttribute('aria-valuetext')).toContain('y 66 %');
    await page.getByRole('button', { name: 'Stop path' }).click();
    await other.getByRole('button', { name: 'Play path' }).waitFor();
    await other.getByRole('button', { name: 'Clear' }).click();
    await until(async () => page.getByRole('button', { name: 'Play path' }).isDisabled());
    expect(actionsOf('map-path').map(({ command }) => command)).toEqual(['record', 'stop', 'play', 'stop', 'clear']);
    expect(faults).toEqual([]);
  });

  it('names the jacks that move the point', async () => {
    const page = await open(undefined, '#map');
    await page.getByText('Assign a jack to').waitFor();
    bench.fake.configure({
      ...DEFAULT_CONTROL_SETTINGS,
      depths: { ...DEFAULT_CONTROL_SETTINGS.depths, cv3: { 'map-y': 0.5 } },
    });
    await page.getByText('The point is moved by CV 3.').waitFor();
  });

  it('zooms with two fingers around the point between them', async () => {
    const page = await open({ hasTouch: true, viewport: { width: 390, height: 844 } }, '#map');
    const plot = page.getByRole('group', { name: 'Map of the sets' });
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const placeOfBell = async (): Promise<{ x: number; y: number }> => {
      const sets = plot.locator('circle.set');
      const names = await sets.locator('title').allTextContents();
      const bell = sets.nth(names.indexOf('Bell'));
      const [x, y] = await Promise.all(['cx', 'cy'].map((name) => bell.getAttribute(name)));
      return { x: Number(x), y: Number(y) };
    };
    const before = await placeOfBell();
    const middle = { x: box.x + before.x, y: box.y + before.y };
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number): Promise<unknown> =>
      fingers.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          apart === undefined ? [] : [-apart, apart].map((dx, id) => ({ x: middle.x + dx, y: middle.y, id })),
      });
    await touch('touchStart', 15);
    for (const apart of [20, 25, 30]) await touch('touchMove', apart);
    await touch('touchEnd');
    // Two fingers zoom and play nothing.
    await until(() => actionsOf('gate').length % 2 === 0);
    expect(actionsOf('gate').at(-1)?.isHigh ?? false).toBe(false);
    await page.getByRole('button', { name: 'Show the whole map' }).waitFor();
    const after = await placeOfBell();
    expect(Math.abs(after.x - before.x)).toBeLessThan(12);
    const others = await plot
      .locator('circle.set')
      .evaluateAll((sets) => sets.map((set) => Number(set.getAttribute('cx'))));
    expect(Math.max(...others) - Math.min(...others)).toBeGreaterThan(1.3 * box.width);
    expect(faults).toEqual([]);
  });

  it('labels crowded sets after zooming in', async () => {
    const page = await open(undefined, '#map');
    const map = page.getByRole('group', { name: 'Map of the sets' });
    await page.getByLabel('Go to').selectOption('Snare');
    const named = () => map.locator('text').allTextContents();
    await until(async () => (await shares(page)).join() === '100');
    const before = await named();
    for (let n = 0; n < 3; n++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await until(async () => (await named()).includes('Cowbell'));
    expect(await named()).toContain('Snare');
    expect((await named()).length).toBeLessThan(before.length);
  });

  it.each([
    ['phone', { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }],
    ['tablet', { viewport: { width: 820, height: 1180 } }],
    ['laptop', { viewport: { width: 1440, height: 900 } }],
  ] as const)('fits a %s without horizontal scrolling', async (device, options) => {
    const page = await open({ ...options, colorScheme: 'dark' }, '#map');
    await page.getByText('the map', { exact: true }).click();
    await page.getByLabel('Go to').selectOption('Tabla');
    await handleOf(page).focus();
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowLeft');
    await until(() => actionsOf('map-point').length === 6);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await photograph(page, `map-${device}`, { isWhole: true });
    if (device === 'laptop') await photograph(page, 'panel-map', { part: '.drawers' });
    expect(faults).toEqual([]);
  });
});
