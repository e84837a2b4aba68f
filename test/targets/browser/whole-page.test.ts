import { describe, expect, it } from 'vitest';
import { decayingTone } from '../../panel/banks/bank-bench.ts';
import { CHROMIUM } from '../../panel/browser-bench.ts';
import { useWebFolder } from './browser-folder.ts';
import { play, ready } from './panel-page.ts';

describe.skipIf(CHROMIUM === undefined)('the whole instrument in its panel page', () => {
  const web = useWebFolder();

  it('plays, keeps a dropped sound as its set A, and plays it again without a network', async () => {
    const page = await web.open({ name: 'index.html#banks' });
    await ready(page);
    await play(page);
    await page.getByText('Factory').first().waitFor();
    await page
      .getByLabel('Sounds and banks')
      .setInputFiles({ name: 'gong.wav', mimeType: '', buffer: Buffer.from(decayingTone()) });
    await page.getByRole('button', { name: 'Play gong as set A' }).click();
    await page.locator('[aria-label="Play gong as set A"][aria-pressed="true"]').waitFor();
    await page.evaluate('navigator.serviceWorker.ready');
    await page.waitForFunction('navigator.serviceWorker.controller !== null');
    const requested = [...web.requested];
    expect(requested.indexOf('models/impacts/impacts.onnx.planes')).toBeGreaterThan(0);
    // Its files do not delay the first sound.
    expect(requested.indexOf('service-worker.js')).toBeGreaterThan(
      requested.indexOf('models/impacts/impacts.onnx.planes'),
    );
    // Settings are saved within four seconds.
    await page.waitForTimeout(6000);
    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    await page.locator('[aria-label="Play gong as set A"][aria-pressed="true"]').waitFor();
    await play(page);
    // The service worker isolates the page, which then shares memory with its Workers.
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(web.faults).toEqual([]);
  });
});
