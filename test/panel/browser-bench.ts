import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { PanelAction } from '../../src/panel/protocol.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createFakeInstrument, type FakeInstrument } from './fake-instrument.ts';
import { FAKE_TAKES } from './fake-takes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Path of Chromium; undefined where it is not installed (`apt-get install chromium`). */
export const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  ...(process.env.PATH ?? '').split(':').map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));

/** Folder of the screenshots. */
export const PICTURES = process.env.PANEL_PICTURES ?? join(tmpdir(), 'neurorack-panel-pictures');

/** Timeout for a machine whose cores are busy, which takes ten times as long, ms. */
const TIMEOUT_MS = 100_000;

/** Takes a screenshot for the manual, if pictures are requested: without a graphics card each one takes seconds. */
export async function photograph(
  page: Page,
  name: string,
  { isWhole = false, part }: { isWhole?: boolean; part?: string } = {},
): Promise<void> {
  if (process.env.PANEL_PICTURES === undefined) return;
  const path = join(PICTURES, `${name}.png`);
  if (part === undefined) await page.screenshot({ path, fullPage: isWhole });
  else await page.locator(part).screenshot({ path });
}

/** Builds the page into a temporary folder, with options of build-panel.js. */
export function buildPage(...options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-page-'));
  execFileSync(process.execPath, [join(ROOT, 'build/build-panel.js'), '--out', folder, ...options]);
  return folder;
}

/** Waits for a condition, at most until the test times out. */
export async function until(isMet: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isMet())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export interface Visit {
  /** Whether the browser has not visited the page before; default: it has, and the first steps are dismissed. */
  readonly isFirst?: boolean;
}

export interface BrowserBench {
  /** The fake instrument of this test. */
  readonly fake: FakeInstrument;
  server: PanelServer;
  /** The built page. */
  readonly folder: string;
  /** Errors logged or thrown by the pages. */
  readonly faults: readonly string[];
  /** Replaces the fake instrument and its server. */
  restart(options: Parameters<typeof createFakeInstrument>[0]): Promise<void>;
  /** Opens a page and does not wait for the instrument; by default 1180 by 860 pixels, dark. */
  visit(options?: Parameters<Browser['newContext']>[0], hash?: string, visit?: Visit): Promise<Page>;
  /** Opens a page and waits until it shows the instrument; by default 1180 by 860 pixels, dark. */
  open(options?: Parameters<Browser['newContext']>[0], hash?: string, visit?: Visit): Promise<Page>;
  /** Plays a repeated decaying tone in real time. */
  playTone(): void;
  /** The actions of a type that the instrument has received. */
  actionsOf<T extends PanelAction['type']>(type: T): Extract<PanelAction, { type: T }>[];
}

/** A browser for the test file, with a new fake instrument and server for each test. */
export function useBrowserBench(): BrowserBench {
  let browser: Browser;
  let folder: string;
  let server: PanelServer;
  let fake: FakeInstrument;
  let playing: ReturnType<typeof setInterval> | undefined;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = buildPage();
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'], timeout: TIMEOUT_MS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    faults.length = 0;
    fake = createFakeInstrument();
    server = await startPanelServer({ instrument: fake.instrument, folder, port: 0, takes: FAKE_TAKES });
  });
  afterEach(async () => {
    clearInterval(playing);
    await Promise.all(browser.contexts().map((context) => context.close()));
    await server.close();
  });

  async function visit(
    options: Parameters<Browser['newContext']>[0] = { viewport: { width: 1180, height: 860 }, colorScheme: 'dark' },
    hash = '',
    { isFirst = false }: Visit = {},
  ): Promise<Page> {
    const context = await browser.newContext(options);
    if (!isFirst) await context.addInitScript("localStorage.setItem('neurorack.first-steps', 'done')");
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${server.url}${hash}`);
    return page;
  }

  return {
    get fake() {
      return fake;
    },
    get server() {
      return server;
    },
    set server(next) {
      server = next;
    },
    get folder() {
      return folder;
    },
    faults,
    restart: async (options) => {
      await server.close();
      fake = createFakeInstrument(options);
      server = await startPanelServer({ instrument: fake.instrument, folder, port: 0, takes: FAKE_TAKES });
    },
    visit,
    open: async (options, hash, first) => {
      const page = await visit(options, hash, first);
      await page.getByRole('region', { name: 'Faceplate' }).waitFor();
      return page;
    },
    playTone: () => {
      const start = performance.now();
      let sent = 0;
      playing = setInterval(() => {
        const due = Math.floor(((performance.now() - start) * 44_100) / 1000);
        const wave = (n: number): number => {
          const t = n / 44_100;
          return 0.7 * Math.exp(-3 * (t % 0.8)) * Math.sin(2 * Math.PI * 220 * t + 2 * Math.sin(2 * Math.PI * 331 * t));
        };
        fake.playAudio(Float32Array.from({ length: due - sent }, (_, i) => wave(sent + i)));
        sent = due;
      }, 5);
    },
    actionsOf: (type) =>
      fake.actions.filter((action): action is Extract<PanelAction, { type: typeof type }> => action.type === type),
  };
}
