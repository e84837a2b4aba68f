import type { Page } from 'playwright-core';

const AUDIBLE = 0.05;

/** Waits for the panel of the page. */
export const ready = (page: Page): Promise<void> => page.getByRole('region', { name: 'Faceplate' }).waitFor();

/** Turns the sound on and plays gate 1 until the instrument sounds. */
export async function play(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const port = neurorack.instrument.connect('figures');
    port.onmessage = ({ data }) => { if (data.type === 'figures') window.level = data.values.level; };
  })()`);
  await page.getByRole('button', { name: 'Turn the sound on' }).click();
  await page.getByRole('button', { name: 'Sound is on' }).waitFor();
  for (;;) {
    await page.keyboard.press('a', { delay: 100 });
    await page.waitForTimeout(200);
    if (await page.evaluate(`window.level > ${AUDIBLE}`)) return;
  }
}
