import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type ServedFolder, serveFolder } from '../../../testing/serve-folder.ts';
import { CHROMIUM } from '../../panel/browser-bench.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Timeout for a machine whose cores are busy, ms. */
const TIMEOUT_MS = 100_000;

export interface OpenOptions {
  readonly isIsolated?: boolean;
  readonly name?: string;
  /** Runs before the page's own code. */
  readonly script?: string;
  /** Whether the page may have a service worker. Default true. */
  readonly hasServiceWorker?: boolean;
}

export interface WebFolder {
  readonly folder: string;
  /** Paths that the page opened last has requested, in order. */
  readonly requested: ReadonlySet<string>;
  /** Errors that the pages logged or threw. */
  readonly faults: readonly string[];
  /** Closes the last page and opens one, by default that of the figures, below a path of the server, with or without cross-origin isolation. */
  open(options?: OpenOptions): Promise<Page>;
}

/** Builds the folder of the board 'browser', and serves it as a plain static host does. */
export function useWebFolder(): WebFolder {
  const out = mkdtempSync(join(tmpdir(), 'neurorack-web-'));
  const folder = join(out, 'browser');
  const faults: string[] = [];
  const servers: ServedFolder[] = [];
  let browser: Browser;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    execFileSync(process.execPath, ['build/build-board.js', '--board', 'browser', '--out', out], { cwd: ROOT });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'], timeout: TIMEOUT_MS });
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
    rmSync(out, { recursive: true, force: true });
  });

  return {
    folder,
    get requested() {
      return new Set(servers.at(-1)?.requested);
    },
    faults,
    open: async ({ isIsolated = false, name = 'figures.html', hasServiceWorker = true, script } = {}) => {
      const server = await serveFolder(folder, { isIsolated });
      servers.push(server);
      const serviceWorkers = hasServiceWorker ? 'allow' : 'block';
      // A page that plays on would take the next one's share of the cores.
      await context?.close();
      context = await browser.newContext({ hasTouch: true, serviceWorkers });
      if (script !== undefined) await context.addInitScript(script);
      const page = await context.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.goto(`${server.address}${name}`);
      return page;
    },
  };
}
