import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM } from '../../panel/browser-bench.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Timeout for a machine whose cores are busy, ms. */
const TIMEOUT_MS = 100_000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export interface WebFolder {
  readonly folder: string;
  /** Paths that the pages have requested. */
  readonly requested: ReadonlySet<string>;
  /** Errors that the pages logged or threw. */
  readonly faults: readonly string[];
  /** Opens a page, by default that of the figures, below a path of the server, with or without cross-origin isolation. */
  open(options?: { readonly isIsolated?: boolean; readonly name?: string }): Promise<Page>;
}

/** Builds the folder of the board 'browser', and serves it as a plain static host does. */
export function useWebFolder(): WebFolder {
  const out = mkdtempSync(join(tmpdir(), 'neurorack-web-'));
  const folder = join(out, 'browser');
  const requested = new Set<string>();
  const faults: string[] = [];
  const servers: Server[] = [];
  let browser: Browser;

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
    requested,
    faults,
    open: async ({ isIsolated = false, name = 'figures.html' } = {}) => {
      const { server, address } = await serve(folder, requested, isIsolated ? ISOLATION : {});
      servers.push(server);
      const page = await (await browser.newContext({ hasTouch: true })).newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.goto(`${address}a/sub/path/${name}`);
      return page;
    },
  };
}

async function serve(
  folder: string,
  requested: Set<string>,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const name = url.replace('/a/sub/path/', '').replace(/^$/, 'index.html');
    const path = join(folder, name);
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    requested.add(name);
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', ...headers });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return { server, address: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/` };
}
