import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, devices, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createFakeInstrument, type FakeInstrument } from './fake-instrument.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_BYTES = 300 * 1024;
const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  ...(process.env.PATH ?? '').split(':').map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));
/** Where the screenshots go. */
const PICTURES = process.env.PANEL_PICTURES ?? join(tmpdir(), 'neurorack-panel-pictures');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'neurorack-page-'));
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-panel.js'), '--out', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the page is small: 300 KB at most, compressed', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(html|js|css)$/.test(file))
    .map((file) => join(folder, file));
  expect(files.length).toBeGreaterThanOrEqual(4);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

describe.skipIf(CHROMIUM === undefined)('the page in chromium (skipped without: apt-get install chromium)', () => {
  let browser: Browser;
  let server: PanelServer;
  let fake: FakeInstrument;
  let playing: ReturnType<typeof setInterval> | undefined;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    faults.length = 0;
    fake = createFakeInstrument();
    server = await startPanelServer({ instrument: fake.instrument, folder, port: 0 });
  });
  afterEach(async () => {
    clearInterval(playing);
    await Promise.all(browser.contexts().map((context) => context.close()));
    await server.close();
  });

  async function open(
    options: Parameters<Browser['newContext']>[0] = { viewport: { width: 1180, height: 860 }, colorScheme: 'dark' },
  ) {
    const page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(server.url);
    await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    return page;
  }

  /** A tone that fades, over and over, as fast as it is heard. */
  function playTone(): void {
    const start = performance.now();
    let sent = 0;
    playing = setInterval(() => {
      const due = Math.floor(((performance.now() - start) * 44_100) / 1000);
      const wave = (n: number): number => {
        const t = n / 44_100;
        return 0.7 * Math.exp(-3 * (t % 0.8)) * Math.sin(2 * Math.PI * 220 * t + 2 * Math.sin(2 * Math.PI * 331 * t));
      };
      fake.sound(Float32Array.from({ length: due - sent }, (_, i) => wave(sent + i)));
      sent = due;
    }, 5);
  }

  /** Waits until something is so; the test's own time limit ends it. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const acted = (type: string) => fake.acted.filter((action) => action.type === type);
  const report = async (page: Page, field: string): Promise<number> =>
    Number(await page.evaluate(`window.panelSound.report.${field}`));

  it('a click on gate 1 reaches the instrument as both edges, and its lamp follows', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Gate 1' }).hover();
    await page.mouse.down();
    await until(() => acted('gate').length === 1);
    await page.locator('.gate.high').waitFor();
    await page.mouse.up();
    await until(() => acted('gate').length === 2);
    expect(acted('gate')).toEqual([
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
    expect(faults).toEqual([]);
  });

  it('keys A and S hold both gates at once, and losing the window lets go', async () => {
    const page = await open();
    await page.keyboard.down('a');
    await page.keyboard.down('s');
    await until(() => acted('gate').length === 2);
    await page.evaluate('window.dispatchEvent(new Event("blur"))');
    await until(() => acted('gate').length === 4);
    expect(acted('gate').map((action) => action.type === 'gate' && [action.gate, action.isHigh])).toEqual([
      [0, true],
      [1, true],
      [0, false],
      [1, false],
    ]);
  });

  it('keys play gates, whatever was clicked or chosen before', async () => {
    const page = await open();
    const gates = () => acted('gate').map((action) => action.type === 'gate' && [action.gate, action.isHigh]);
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
    expect(acted('sets')).toEqual([]);
  });

  it('a button that was reached by Tab is pushed by Space, and plays nothing', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Turn the sound on' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('Sound is on').waitFor();
    expect(acted('gate')).toEqual([]);
  });

  it('keys play by their place and by their letter: layouts that are not Latin, or have A elsewhere', async () => {
    const page = await open();
    const press = (code: string, key: string) =>
      page.evaluate(
        `for (const kind of ['keydown', 'keyup'])
          document.body.dispatchEvent(new KeyboardEvent(kind, { code: '${code}', key: '${key}', bubbles: true }))`,
      );
    await press('KeyS', 'ы');
    await press('KeyQ', 'a');
    await press('KeyA', 'q');
    await until(() => acted('gate').length === 6);
    expect(acted('gate').map((action) => action.type === 'gate' && action.gate)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('the encoder turns by wheel, drag and arrows, and a click is a push but a drag is none', async () => {
    const page = await open();
    const knob = page.getByRole('spinbutton', { name: 'Encoder' });
    await knob.click();
    expect(acted('button')).toEqual([
      { type: 'button', isDown: true },
      { type: 'button', isDown: false },
    ]);
    await knob.press('ArrowLeft');
    await page.mouse.wheel(0, -120);
    await until(() => acted('turn').length === 2);
    // At once: a button held for a while before it moves is a push and a turn.
    await page.evaluate(`
      const knob = document.querySelector('[role=spinbutton]');
      const { left, top } = knob.getBoundingClientRect();
      const at = (kind, by) => knob.dispatchEvent(new PointerEvent(kind,
        { bubbles: true, pointerId: 1, buttons: 1, clientX: left + 20 + by, clientY: top + 20 - by }));
      at('pointerdown', 0); at('pointermove', 60); at('pointerup', 60);`);
    await until(() => acted('turn').length === 3);
    expect(acted('turn').map((action) => action.type === 'turn' && Math.sign(action.steps))).toEqual([-1, 1, 1]);
    expect(acted('button')).toHaveLength(2);
  });

  it('sets, modes and faders say what was chosen', async () => {
    const page = await open();
    await page.getByLabel('Set A').selectOption('Rim');
    await page.getByText('freeze', { exact: true }).click();
    await page.getByRole('slider', { name: 'CV 3' }).focus();
    await page.keyboard.press('Home');
    await until(() => acted('cv').length === 1);
    expect(fake.acted).toEqual([
      { type: 'sets', setA: 'Rim' },
      { type: 'loop-mode', mode: 'freeze' },
      { type: 'cv', channel: 2, volts: -5 },
    ]);
    await page.locator('.cv output').nth(2).getByText('-5.00 V').waitFor();
  });

  it('plays the instrument’s sound through its audio graph, and says how late it is', async () => {
    const page = await open();
    playTone();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    await until(async () => (await report(page, 'heard')) > 50);
    const peak = await page.evaluate(`(() => {
      const samples = new Float32Array(4096);
      window.panelSound.analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples);
    })()`);
    expect(Number(peak)).toBeGreaterThan(0.01);
    await page.getByText(/buffer \d+ ms · gate to ear \d+ ms/).waitFor();
    await page.keyboard.down('a');
    await page.locator('.gate.high').waitFor();
    const picture = await page.screenshot({ path: join(PICTURES, 'desk.png') });
    // Width and height stand in a PNG's first chunk.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1180, 860]);
    expect(faults).toEqual([]);
  });

  it('fits a phone, without scrolling sideways', async () => {
    const page = await open({ ...devices['Pixel 7'], colorScheme: 'light' });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true });
    await page.getByRole('button', { name: 'Gate 2' }).tap();
    await until(() => acted('gate').length === 2);
    expect(faults).toEqual([]);
  });

  it.each([280, 320, 360])('fits a narrow phone of %i px, with the display in its middle', async (width) => {
    const page = await open({ ...devices['Pixel 7'], viewport: { width, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const box = (await page.getByRole('img', { name: 'OLED display' }).boundingBox()) ?? { x: 0, width: 0 };
    expect(box.width).toBeGreaterThan(200);
    expect(Math.abs(box.x + box.width / 2 - width / 2)).toBeLessThan(1);
    await page.screenshot({ path: join(PICTURES, `phone-${width}.png`), fullPage: true });
  });

  it.each([
    [640, 360],
    [844, 390],
  ])('has display, gates and faders in one screen on a phone on its side, %i by %i', async (width, height) => {
    const page = await open({ ...devices['Pixel 7 landscape'], viewport: { width, height } });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const parts = [
      page.getByRole('img', { name: 'OLED display' }),
      page.getByRole('button', { name: 'Gate 2' }),
      page.getByRole('spinbutton', { name: 'Encoder' }),
      page.getByRole('slider', { name: 'CV 4' }),
      page.locator('.cv output').last(),
    ];
    for (const part of parts) {
      const box = (await part.boundingBox()) ?? { x: 0, y: -1, width: 0, height: 0 };
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await page.screenshot({ path: join(PICTURES, `landscape-${width}.png`) });
  });

  it('moves a fader by 0.1 V with an arrow and a wheel’s notch, 0.01 V with shift, 1 V with the page keys', async () => {
    const page = await open();
    const volts = () => acted('cv').map((action) => action.type === 'cv' && action.volts);
    await page.getByRole('slider', { name: 'CV 1' }).focus();
    for (const key of ['ArrowUp', 'Shift+ArrowUp', 'PageUp', 'ArrowDown', 'PageDown']) await page.keyboard.press(key);
    await until(() => volts().length === 5);
    expect(volts()).toEqual([0.1, 0.11, 1.11, 1.01, 0.01]);
    await page.getByRole('slider', { name: 'CV 3' }).hover();
    await page.mouse.wheel(0, 120);
    await until(() => volts().length === 6);
    expect(volts()[5]).toBe(-0.1);
  });

  it('plays without a worklet too: a page over a network, without TLS, has none', async () => {
    const page = await open();
    await page.evaluate(
      "Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', { get: () => undefined, configurable: true })",
    );
    playTone();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    await until(async () => (await report(page, 'heard')) > 5);
    expect(faults).toEqual([]);
  });

  it('says when the instrument is gone, and finds it again', async () => {
    const page = await open();
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.getByText('The instrument is gone').waitFor();
    server = await startPanelServer({ instrument: fake.instrument, folder, port });
    await page.getByText('The instrument is gone').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await until(() => acted('gate').length === 2);
  });
});
