/**
 * The instrument as a web page, in Chromium, on a page with and without cross-origin isolation:
 *
 *   npm run build -- --board browser && node ci/bench/run.js web-page [seconds] [folder]
 *
 * Presses gate 1 four times a second. Prints as JSON: rendering time of a block as a share of its duration (median), underruns, the time from the
 * arrival of a gate until the AudioWorklet has its frame, the buffer of the browser, and the bytes of the folder that the page requested.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { serveFolder } from '../../testing/serve-folder.ts';

const seconds = Number(process.argv[2] ?? 60);
const folder = resolve(process.argv[3] ?? 'dist/boards/browser');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

async function measure(isIsolated: boolean) {
  const served = await serveFolder(folder, { isIsolated });
  const page = await (await browser.newContext()).newPage();
  const opened = performance.now();
  await page.goto(`${served.address}figures.html`);
  await page.waitForFunction('neurorack.latest.get("state")?.isLive');
  const liveMs = Math.round(performance.now() - opened);
  await page.getByRole('button', { name: /Sound/ }).click();
  await page.waitForTimeout(1000);
  const figuresOf = () => page.evaluate<Record<string, unknown>>('neurorack.latest.get("figures").values');
  const before = await figuresOf();
  for (let n = 0; n < 4 * seconds; n++) {
    await page.keyboard.press('Space', { delay: 100 });
    await page.waitForTimeout(150);
  }
  const after = await figuresOf();
  const { baseLatency, outputLatency } = await page.evaluate<Record<string, number>>(
    '({ baseLatency: neurorack.instrument.sound.context.baseLatency, outputLatency: neurorack.instrument.sound.context.outputLatency })',
  );
  await page.context().close();
  served.close();
  const bytes = [...served.requested].reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return {
    isIsolated,
    seconds,
    liveMs,
    ...after,
    underruns: Number(after.underruns) - Number(before.underruns),
    baseLatencyMs: 1000 * baseLatency,
    outputLatencyMs: 1000 * outputLatency,
    bytes,
  };
}

process.stdout.write(`${JSON.stringify([await measure(false), await measure(true)], null, 2)}\n`);
await browser.close();
