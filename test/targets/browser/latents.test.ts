import { describe, expect, it } from 'vitest';
import { CHROMIUM, until } from '../../panel/browser-bench.ts';
import { useWebFolder } from './browser-folder.ts';
import { play, ready } from './panel-page.ts';

describe.skipIf(CHROMIUM === undefined)('the latents of the instrument in its panel page', () => {
  const web = useWebFolder();

  it('are measured there: sets lie on their plane; a drag plays and moves them, and its path plays again', async () => {
    const page = await web.open({ name: 'index.html#latents', hasServiceWorker: false });
    await ready(page);
    await play(page);
    const plane = page.getByRole('group', { name: 'Plane of the first two latents' });
    await until(async () => (await plane.locator('circle.set').count()) > 15);
    await page.getByRole('button', { name: 'Record path' }).click();
    const box = (await plane.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const moveTo = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await moveTo(0.5, 0.5);
    await page.mouse.down();
    for (let n = 1; n <= 10; n++) {
      await moveTo(0.5 + n / 50, 0.5 - n / 50);
      await page.waitForTimeout(40);
    }
    await page.mouse.up();
    await page.getByRole('button', { name: 'Stop recording' }).click();
    const point = page.getByRole('slider', { name: 'Point on the plane' });
    expect(await point.getAttribute('aria-valuetext')).not.toContain('Latent 1 0 %');
    await page.getByRole('button', { name: 'Play path' }).click();
    await page.getByText('looping').waitFor();
    const places = new Set<string | null>();
    const dot = page.locator('.map-plot .live');
    await until(async () => places.add(await dot.getAttribute('cx', { timeout: 1000 }).catch(() => null)).size > 3);
    expect(web.faults).toEqual([]);
  });
});
