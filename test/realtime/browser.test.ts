import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Time limit of each browser step, ms: on a machine with busy cores everything takes ten times as long. */
const TIMEOUT_MS = 100_000;

/** Waits until a condition holds; the test runner's time limit ends the wait. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The rule of Safari on a phone: resume() counts while a click or touch is handled, and waits for ever elsewhere. */
const SAFARI_OF_A_PHONE = `
  let isInTouch = false;
  const onTouch = () => {
    isInTouch = true;
    setTimeout(() => { isInTouch = false; });
  };
  for (const type of ['click', 'pointerup']) window.addEventListener(type, onTouch, true);
  window.contexts = [];
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      window.contexts.push(this);
      void this.suspend();
    }
    resume() {
      return isInTouch ? super.resume() : new Promise(() => undefined);
    }
  };
`;

describe.skipIf(CHROMIUM === undefined)(
  'the panel in a real browser (needs chromium: apt-get install chromium)',
  () => {
    let instrument: ChildProcess;
    let browser: Browser;
    let url: string;
    beforeAll(async () => {
      instrument = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), 'start', '--headless', '--port', '0'], {
        env: { ...process.env, NEURORACK_HOME: mkdtempSync(join(tmpdir(), 'neurorack-home-')) },
      });
      url = await new Promise((resolve) => {
        instrument.stdout?.on('data', (chunk) => {
          const found = /panel: (\S+)/.exec(String(chunk));
          if (found) resolve(found[1]);
        });
      });
      browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'], timeout: TIMEOUT_MS });
    });
    afterAll(async () => {
      await browser?.close();
      instrument?.kill('SIGTERM');
    });

    it('shows the module; a click on gate 1 sounds in the page', async () => {
      const page = await browser.newPage({ viewport: { width: 1180, height: 820 } });
      page.setDefaultTimeout(TIMEOUT_MS);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.goto(url);
      await page.getByRole('img', { name: 'OLED display' }).waitFor();
      await page.getByRole('button', { name: 'Turn the sound on' }).click();
      await page.getByText('Sound is on').waitFor();
      const heard = (): Promise<unknown> => page.evaluate('window.panelAudio.report.nonSilentBlocks');
      await eventually(async () => Number(await page.evaluate('window.panelAudio.report.fill')) > 0);
      expect(await heard()).toBe(0);
      const gate = page.getByRole('button', { name: 'Gate 1' });
      await gate.hover();
      await page.mouse.down();
      await page.locator('.gate[aria-pressed="true"]').first().waitFor();
      await eventually(async () => Number(await page.evaluate('window.panelAudio.report.nonSilentBlocks')) > 20);
      const screenshot = process.env.PANEL_SCREENSHOT;
      if (screenshot !== undefined) await page.screenshot({ path: screenshot });
      await page.mouse.up();
      await page.locator('.gate[aria-pressed="false"]').first().waitFor();
      expect(faults).toEqual([]);
      await page.close();
    });

    it('turns the sound on at the first tap where audio starts within the click alone, and again after a call', async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      await page.addInitScript({ content: SAFARI_OF_A_PHONE });
      const fill = async (): Promise<number> => Number(await page.evaluate('window.panelAudio.report.averageFill'));
      const states = (): Promise<unknown> => page.evaluate('window.contexts.map(({ state }) => state)');
      await page.goto(url);
      await page.getByRole('button', { name: 'Turn the sound on' }).click();
      await page.getByText('Sound is on').waitFor();
      await eventually(async () => (await fill()) > 0);
      expect(await states()).toEqual(['running']);
      await page.evaluate('window.contexts[0].suspend()');
      await eventually(async () => JSON.stringify(await states()) === '["suspended"]');
      await page.getByRole('img', { name: 'OLED display' }).click();
      await eventually(async () => JSON.stringify(await states()) === '["running"]');
      await page.close();
    });

    it('moves a control voltage by the keyboard, and shows the voltage', async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      await page.goto(url);
      const slider = page.getByRole('slider', { name: 'CV 1' });
      await slider.focus();
      await page.keyboard.press('End');
      await page.locator('.cv-fader output').first().getByText('5.00 V').waitFor();
      await page.keyboard.press('Home');
      await page.locator('.cv-fader output').first().getByText('0.00 V').waitFor();
      await page.close();
    });
  },
);
