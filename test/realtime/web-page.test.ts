import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from '../panel/browser-bench.ts';
import { useWebFolder } from '../targets/browser/browser-folder.ts';

/** Length of the soak: `BROWSER_SOAK_SECONDS=60` for a minute. */
const SOAK_SECONDS = Number(process.env.BROWSER_SOAK_SECONDS ?? 5);

const underrunsOf = (page: Page) => page.evaluate<number>('neurorack.latest.get("figures").values.underruns');

describe.skipIf(CHROMIUM === undefined)('the instrument in a page', () => {
  const web = useWebFolder();

  it(`plays for ${SOAK_SECONDS} s without an underrun`, async () => {
    const page = await web.open();
    await page.waitForFunction('neurorack.latest.get("state")?.isLive');
    await page.getByRole('button', { name: /Sound/ }).click();
    await page.waitForFunction('neurorack.instrument.sound.state === "running"');
    await page.waitForFunction('neurorack.latest.get("figures").values.position > 44_100');
    const before = await underrunsOf(page);
    for (let second = 0; second < SOAK_SECONDS; second++) {
      await page.keyboard.press('Space', { delay: 200 });
      await page.waitForTimeout(800);
    }
    expect((await underrunsOf(page)) - before).toBe(0);
  });
});
