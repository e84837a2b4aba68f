import { devices, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LATENT_DESTINATIONS } from '../../src/control/destination.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

describe.skipIf(CHROMIUM === undefined)('the latents in the page (skipped without chromium)', () => {
  const bench = useBrowserBench();
  const { open, actionsOf, faults } = bench;
  const planeOf = (page: Page) => page.getByRole('group', { name: 'Plane of the first two latents' });
  const handleOf = (page: Page) => page.getByRole('slider', { name: 'Point on the plane' });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const boxOf = async (page: Page) => (await planeOf(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

  /** Drags over the plane from one share of it to another. */
  async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const box = await boxOf(page);
    const moveTo = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await moveTo(...from);
    await page.mouse.down();
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await moveTo(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]));
      await page.waitForTimeout(60);
    }
    await page.mouse.up();
  }

  it('plays while the point is dragged, and moves the first two latents of what plays to the place under the pointer', async () => {
    const page = await open(undefined, '#latents');
    await drag(page, [0.6, 0.6], [0.9, 0.1]);
    await until(() => actionsOf('gate').length === 2);
    expect(actionsOf('gate').map(({ gate, isHigh }) => [gate, isHigh])).toEqual([
      [0, true],
      [0, false],
    ]);
    const [first, last] = [actionsOf('latent-point')[0], actionsOf('latent-point').at(-1)];
    // Set A lies at 2.16, -0.29 deviations; the plane is 6.72 deviations wide.
    expect([first?.x.toFixed(1), first?.y.toFixed(1)]).toEqual([
      (0.672 - 2.16).toFixed(1),
      (-0.672 + 0.288).toFixed(1),
    ]);
    expect([last?.x.toFixed(1), last?.y.toFixed(1)]).toEqual([(2.688 - 2.16).toFixed(1), (2.688 + 0.288).toFixed(1)]);
    await page.getByRole('slider', { name: 'Latent 1', exact: true }).waitFor();
    await until(async () => ((await handleOf(page).getAttribute('aria-valuetext')) ?? '').includes('Latent 1 +18 %'));
    expect(faults).toEqual([]);
  });

  it('goes to a set that is clicked or chosen, and back to the sound as it is', async () => {
    const page = await open(undefined, '#latents');
    await page.getByLabel('Go to').selectOption('Tabla');
    await until(() => actionsOf('latent-point').length === 1);
    const { x, y } = actionsOf('latent-point')[0] ?? { x: 0, y: 0 };
    expect([x.toFixed(2), y.toFixed(2)]).toEqual(['-1.34', '0.82']);
    await page.getByLabel('Go to').selectOption('the sound as it is');
    await until(() => actionsOf('latent-point').at(-1)?.x === 0);
    // Further than the faders reach.
    await page.getByLabel('Go to').selectOption('Snap');
    await until(() => actionsOf('latent-point').at(-1)?.x === -3);
    expect(faults).toEqual([]);
  });

  it('records a path, plays it in a loop or once, and gives the former one back', async () => {
    const page = await open(undefined, '#latents');
    await button(page, 'Record path').click();
    await page.getByText('recording: move the point').waitFor();
    await drag(page, [0.5, 0.5], [0.8, 0.2]);
    await button(page, 'Stop recording').click();
    await page.getByText(/\d\.\d s recorded/).waitFor();
    const other = await open(undefined, '#latents');
    await button(other, 'Play path').click();
    await page.getByText(/\d\.\d s, looping/).waitFor();
    const liveDot = page.locator('.map-plot .live');
    const heights = new Set<string | null>();
    await until(
      async () => heights.add(await liveDot.getAttribute('cy', { timeout: 1000 }).catch(() => null)).size > 3,
    );
    await button(page, 'Stop path').click();
    await page.getByText('once', { exact: true }).click();
    await button(page, 'Play path').click();
    await until(() => bench.fake.instrument.state().latents.motion === 'stopped');
    await button(page, 'Clear').click();
    await until(() => button(page, 'Play path').isDisabled());
    await button(page, 'Undo').click();
    await page.getByText(/\d\.\d s recorded/).waitFor();
    expect(actionsOf('latents').map(({ command }) => command)).toEqual([
      'record',
      'stop',
      'play',
      'stop',
      'once',
      'play',
      'clear',
    ]);
    expect(faults).toEqual([]);
  });

  it('walks at random with a width and a rate, and stops at a reset, which can be undone', async () => {
    const page = await open(undefined, '#latents');
    const fader = page.getByRole('slider', { name: 'Latent 5' });
    await fader.press('PageUp');
    await until(() => actionsOf('base').length === 1);
    // Without a width nothing moves: a page on busy cores falls behind 30 pictures a second.
    await page.getByRole('slider', { name: 'Width' }).press('Home');
    await page.getByRole('slider', { name: 'Rate' }).press('PageUp');
    await button(page, 'Random walk').click();
    await button(page, 'Stop walk').waitFor();
    const [width, rate] = actionsOf('latent-walk');
    expect([width?.width?.toFixed(2), rate?.rate?.toFixed(2)]).toEqual(['0.00', '0.43']);
    await button(page, 'Reset').click();
    await button(page, 'Random walk').waitFor();
    await until(async () => (await fader.getAttribute('aria-valuetext')) === '0 %');
    await button(page, 'Undo').click();
    await until(async () => (await fader.getAttribute('aria-valuetext')) === '+20 %');
    await button(page, 'Stop walk').waitFor();
    expect(faults).toEqual([]);
  });

  it('works with the keyboard alone, and has the eight faders of the drawer Knobs', async () => {
    const page = await open(undefined, '#latents');
    await handleOf(page).focus();
    for (const key of ['ArrowRight', 'Shift+ArrowUp', 'PageUp']) await page.keyboard.press(key);
    await until(() => actionsOf('latent-point').length === 3);
    const last = actionsOf('latent-point').at(-1);
    expect([last?.x.toFixed(3), last?.y.toFixed(3)]).toEqual([(0.02 * 6.72).toFixed(3), (0.104 * 6.72).toFixed(3)]);
    await page.keyboard.press('+');
    await button(page, 'Show the whole map').waitFor();
    for (const [n] of LATENT_DESTINATIONS.entries()) {
      await page.getByRole('slider', { name: `Latent ${n + 1}`, exact: true }).press('End');
    }
    await until(() => actionsOf('base').length === LATENT_DESTINATIONS.length);
    expect(actionsOf('base').map(({ destination, value }) => [destination, value])).toEqual(
      LATENT_DESTINATIONS.map((id) => [id, 3]),
    );
    expect(faults).toEqual([]);
  });

  it('moves sound and faders where the model has measured no set, names the jacks that move the latents', async () => {
    const { latents } = bench.fake.instrument;
    await bench.server.close();
    bench.server = await startPanelServer({
      instrument: { ...bench.fake.instrument, latents: () => ({ ...latents(), sets: [] }) },
      folder: bench.folder,
      port: 0,
    });
    bench.fake.configure({
      ...DEFAULT_CONTROL_SETTINGS,
      depths: { ...DEFAULT_CONTROL_SETTINGS.depths, cv3: { 'latent-4': 0.5 } },
    });
    const page = await open(undefined, '#latents');
    await page.getByText('the plane is empty').waitFor();
    await page.getByText('The latents are moved by CV 3.').waitFor();
    await drag(page, [0.5, 0.5], [0.7, 0.5]);
    await until(() => (actionsOf('latent-point').at(-1)?.x ?? 0) > 1.3);
    expect(faults).toEqual([]);
  });

  it.each([
    ['phone', { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
    ['tablet', { viewport: { width: 820, height: 1180 }, colorScheme: 'light' }],
    ['laptop', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
    ['light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ] as const)('fits a %s without horizontal scrolling', async (device, options) => {
    const page = await open(options, '#latents');
    await button(page, 'Record path').click();
    await drag(page, [0.8, 0.55], [0.35, 0.3]);
    await button(page, 'Play path').click();
    await page.getByText(/\d\.\d s, looping/).waitFor();
    await page.locator('.map-plot .live').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await photograph(page, `latents-${device}`, { isWhole: true });
    if (device === 'laptop') await photograph(page, 'panel-latents', { part: '.drawers' });
    expect(faults).toEqual([]);
  });
});
