import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { decayingTone } from '../panel/banks/bank-bench.ts';
import { CHROMIUM, until } from '../panel/browser-bench.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Time limit of each browser step, ms: on a machine with busy cores everything takes ten times as long. */
const TIMEOUT_MS = 100_000;

describe.skipIf(CHROMIUM === undefined)('a sound dropped into the panel (needs chromium)', () => {
  const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
  let instrument: ChildProcess | undefined;
  let browser: Browser | undefined;
  afterEach(async () => {
    await browser?.close();
    instrument?.kill('SIGKILL');
  });

  /** Starts the instrument with the state that it saved before, and opens its panel. */
  async function switchOn(): Promise<Page> {
    const args = ['start', '--headless', '--port', '0'];
    instrument = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), ...args], {
      env: { ...process.env, NEURORACK_HOME: home },
    });
    const url = await new Promise<string>((resolve) => {
      instrument?.stdout?.on('data', (chunk) => {
        const found = /panel: (\S+)/.exec(String(chunk));
        if (found) resolve(found[1]);
      });
    });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'], timeout: TIMEOUT_MS });
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(`${url}#banks`);
    return page;
  }

  const asSetA = (page: Page) => page.getByRole('button', { name: 'Play gong as set A' });
  const isSelected = async (page: Page) => (await asSetA(page).getAttribute('aria-pressed')) === 'true';
  /** Peak of what the page is playing. */
  const peak = async (page: Page): Promise<number> =>
    Number(
      await page.evaluate(`(() => {
        const samples = new Float32Array(4096);
        window.panelAudio.analyser.getFloatTimeDomainData(samples);
        return Math.max(...samples.map(Math.abs));
      })()`),
    );

  it('is analysed and playable while the instrument plays on, and is kept across a restart', async () => {
    const page = await switchOn();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    const gong = { name: 'gong.wav', mimeType: 'audio/wav', buffer: Buffer.from(decayingTone({ seconds: 1 })) };
    await page.getByLabel('Sounds and banks').setInputFiles(gong);
    await asSetA(page).click();
    await until(() => isSelected(page));
    // The audition of a chosen set.
    await until(async () => (await peak(page)) > 0.01);
    await until(async () => (await peak(page)) === 0);
    await page.keyboard.press('a');
    await until(async () => (await peak(page)) > 0.01);
    const [ended] = [instrument && once(instrument, 'exit'), instrument?.kill('SIGTERM')];
    await ended;
    expect(existsSync(join(home, 'banks', 'my-sounds.nrbank'))).toBe(true);
    await browser?.close();
    const again = await switchOn();
    await asSetA(again).waitFor();
    await until(() => isSelected(again));
  });
});
