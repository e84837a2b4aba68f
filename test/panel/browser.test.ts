import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { devices, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startPanelServer } from '../../src/panel/server.ts';
import { buildPage, CHROMIUM, PICTURES, photograph, until, useBrowserBench } from './browser-bench.ts';

const MAX_BYTES = 300 * 1024;

it('the compressed page has at most 300 KB', () => {
  const folder = buildPage();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(html|js|css)$/.test(file))
    .map((file) => join(folder, file));
  expect(files.length).toBeGreaterThanOrEqual(4);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(bytes).toBeLessThan(MAX_BYTES);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(CHROMIUM === undefined)('the page in chromium (skipped without: apt-get install chromium)', () => {
  const bench = useBrowserBench();
  const { open, playTone, actionsOf, faults } = bench;
  const report = async (page: Page, field: string): Promise<number> =>
    Number(await page.evaluate(`window.panelAudio.report.${field}`));

  it('sends both edges of a click on gate 1 and lights its lamp', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Gate 1' }).hover();
    await page.mouse.down();
    await until(() => actionsOf('gate').length === 1);
    await page.locator('.gate.high').waitFor();
    await page.mouse.up();
    await until(() => actionsOf('gate').length === 2);
    expect(actionsOf('gate')).toEqual([
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
    expect(faults).toEqual([]);
  });

  it('holds both gates with keys A and S and releases them when the window loses the focus', async () => {
    const page = await open();
    await page.keyboard.down('a');
    await page.keyboard.down('s');
    await until(() => actionsOf('gate').length === 2);
    await page.evaluate('window.dispatchEvent(new Event("blur"))');
    await until(() => actionsOf('gate').length === 4);
    expect(actionsOf('gate').map((action) => [action.gate, action.isHigh])).toEqual([
      [0, true],
      [1, true],
      [0, false],
      [1, false],
    ]);
  });

  it('plays gates by key whatever element has the focus', async () => {
    const page = await open();
    const gates = () => actionsOf('gate').map((action) => [action.gate, action.isHigh]);
    await page.getByLabel('Set A').focus();
    await page.keyboard.press('s');
    await until(() => gates().length === 2);
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Gate 2' }).click();
    await page.keyboard.press('Space');
    await until(() => gates().length === 8);
    expect(gates()).toEqual([
      [1, true],
      [1, false],
      [0, true],
      [0, false],
      [1, true],
      [1, false],
      [0, true],
      [0, false],
    ]);
    expect(await page.getByText('Sound is on').count()).toBe(1);
    expect(actionsOf('sets')).toEqual([]);
  });

  it('pushes a button focused with Tab by Space without playing a gate', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Turn the sound on' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('Sound is on').waitFor();
    expect(actionsOf('gate')).toEqual([]);
  });

  it('plays keys by position and by letter, for non-Latin layouts and for those with A elsewhere', async () => {
    const page = await open();
    const press = (code: string, key: string) =>
      page.evaluate(
        `for (const kind of ['keydown', 'keyup'])
          document.body.dispatchEvent(new KeyboardEvent(kind, { code: '${code}', key: '${key}', bubbles: true }))`,
      );
    await press('KeyS', 'ы');
    await press('KeyQ', 'a');
    await press('KeyA', 'q');
    await until(() => actionsOf('gate').length === 6);
    expect(actionsOf('gate').map(({ gate }) => gate)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('turns the encoder by wheel, drag and arrow keys, and pushes it by a click but not by a drag', async () => {
    const page = await open();
    const knob = page.getByRole('spinbutton', { name: 'Encoder' });
    await knob.click();
    expect(actionsOf('button')).toEqual([
      { type: 'button', isDown: true },
      { type: 'button', isDown: false },
    ]);
    await knob.press('ArrowLeft');
    await page.mouse.wheel(0, -120);
    await until(() => actionsOf('turn').length === 2);
    // Without delay: a press held before it moves is a push and a turn.
    await page.evaluate(`
      const knob = document.querySelector('[role=spinbutton]');
      const { left, top } = knob.getBoundingClientRect();
      const at = (kind, by) => knob.dispatchEvent(new PointerEvent(kind,
        { bubbles: true, pointerId: 1, buttons: 1, clientX: left + 20 + by, clientY: top + 20 - by }));
      at('pointerdown', 0); at('pointermove', 60); at('pointerup', 60);`);
    await until(() => actionsOf('turn').length === 3);
    expect(actionsOf('turn').map(({ steps }) => Math.sign(steps))).toEqual([-1, 1, 1]);
    expect(actionsOf('button')).toHaveLength(2);
  });

  it('sends the chosen sets, modes and fader values', async () => {
    const page = await open();
    await page.getByLabel('Set A').selectOption('Rim');
    await page.getByText('freeze', { exact: true }).click();
    await page.getByRole('slider', { name: 'CV 3' }).focus();
    await page.keyboard.press('Home');
    await until(() => actionsOf('cv').length === 1);
    expect(bench.fake.actions).toEqual([
      { type: 'sets', setA: 'Rim', isAuditioned: true },
      { type: 'loop-mode', mode: 'freeze' },
      { type: 'cv', channel: 2, volts: -5 },
    ]);
    await page.locator('.cv-fader output').nth(2).getByText('-5.00 V').waitFor();
  });

  it('plays the instrument’s audio through its audio graph and shows the latency', async () => {
    const page = await open();
    playTone();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    await until(async () => (await report(page, 'nonSilentBlocks')) > 50);
    const peak = await page.evaluate(`(() => {
      const samples = new Float32Array(4096);
      window.panelAudio.analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples);
    })()`);
    expect(Number(peak)).toBeGreaterThan(0.01);
    await page.getByText(/buffer \d+ ms · latency \d+ ms/).waitFor();
    await page.keyboard.down('a');
    await page.locator('.gate.high').waitFor();
    const picture = await page.screenshot({ path: join(PICTURES, 'playing.png') });
    // Width and height stand in a PNG's first chunk.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1180, 860]);
    expect(faults).toEqual([]);
  });

  it('fits a phone without horizontal scrolling', async () => {
    const page = await open({ ...devices['Pixel 7'], colorScheme: 'light' });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await photograph(page, 'phone', { isWhole: true });
    await page.getByRole('button', { name: 'Gate 2' }).tap();
    await until(() => actionsOf('gate').length === 2);
    expect(faults).toEqual([]);
  });

  it.each([280, 320, 360])('fits a narrow phone of %i px with the display centred', async (width) => {
    const page = await open({ ...devices['Pixel 7'], viewport: { width, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const box = (await page.getByRole('img', { name: 'OLED display' }).boundingBox()) ?? { x: 0, width: 0 };
    expect(box.width).toBeGreaterThan(200);
    expect(Math.abs(box.x + box.width / 2 - width / 2)).toBeLessThan(1);
    await photograph(page, `phone-${width}`, { isWhole: true });
  });

  it.each([
    [640, 360],
    [844, 390],
  ])('shows display, gates and faders on one screen of a phone in landscape, %i by %i', async (width, height) => {
    const page = await open({ ...devices['Pixel 7 landscape'], viewport: { width, height } });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const parts = [
      page.getByRole('img', { name: 'OLED display' }),
      page.getByRole('button', { name: 'Gate 2' }),
      page.getByRole('spinbutton', { name: 'Encoder' }),
      page.getByRole('slider', { name: 'CV 4' }),
      page.locator('.cv-fader output').last(),
    ];
    for (const part of parts) {
      const box = (await part.boundingBox()) ?? { x: 0, y: -1, width: 0, height: 0 };
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await photograph(page, `landscape-${width}`);
  });

  it('moves a fader by 0.1 V per arrow key or wheel notch, 0.01 V with Shift, 1 V with the page keys', async () => {
    const page = await open();
    const volts = () => actionsOf('cv').map(({ volts }) => volts);
    await page.getByRole('slider', { name: 'CV 1' }).focus();
    for (const key of ['ArrowUp', 'Shift+ArrowUp', 'PageUp', 'ArrowDown', 'PageDown']) await page.keyboard.press(key);
    await until(() => volts().length === 5);
    expect(volts()).toEqual([0.1, 0.11, 1.11, 1.01, 0.01]);
    await page.getByRole('slider', { name: 'CV 3' }).hover();
    await page.mouse.wheel(0, 120);
    await until(() => volts().length === 6);
    expect(volts()[5]).toBe(-0.1);
  });

  it('plays without an audio worklet, as on a page served without TLS', async () => {
    const page = await open();
    await page.evaluate(
      "Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', { get: () => undefined, configurable: true })",
    );
    playTone();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    await until(async () => (await report(page, 'nonSilentBlocks')) > 5);
    expect(faults).toEqual([]);
  });

  it('names the remedy when the instrument is gone, turns the sound off, and plays again when it is back', async () => {
    const page = await open();
    const sound = page.locator('.audio-button');
    await sound.click();
    await page.getByText('Sound is on').waitFor();
    const port = Number(new URL(bench.server.url).port);
    await bench.server.close();
    await page.getByText('The instrument is gone: run npm start').waitFor();
    expect(await sound.textContent()).toContain('Turn the sound on');
    expect(await sound.isDisabled()).toBe(true);
    expect(await page.evaluate('window.panelAudio.isOn')).toBe(false);
    bench.server = await startPanelServer({ instrument: bench.fake.instrument, folder: bench.folder, port });
    await page.getByText('The instrument is gone').waitFor({ state: 'detached' });
    await page.getByText('Sound is on').waitFor();
    const before = await report(page, 'nonSilentBlocks');
    playTone();
    await until(async () => (await report(page, 'nonSilentBlocks')) > before + 5);
  });

  it('stays silent when an instrument is back that was silent before it was gone', async () => {
    const page = await open();
    const sound = page.locator('.audio-button');
    const port = Number(new URL(bench.server.url).port);
    for (let click = 0; click < 2; click++) await sound.click();
    await sound.getByText('Turn the sound on').waitFor();
    await bench.server.close();
    await page.getByText('The instrument is gone: run npm start').waitFor();
    bench.server = await startPanelServer({ instrument: bench.fake.instrument, folder: bench.folder, port });
    await page.getByText('The instrument is gone').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await until(() => actionsOf('gate').length === 2);
    expect(await page.evaluate('window.panelAudio.isOn')).toBe(false);
  });

  it('shows a lost connection and reconnects', async () => {
    const page = await open();
    const port = Number(new URL(bench.server.url).port);
    await bench.server.close();
    await page.getByText('Connection lost').waitFor();
    bench.server = await startPanelServer({ instrument: bench.fake.instrument, folder: bench.folder, port });
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await until(() => actionsOf('gate').length === 2);
  });
});
