import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_BUNDLE } from '../../../build/browser-modules.js';
import { FILE_SYSTEM_CASES } from '../../conformance/file-system-cases.ts';
import { CHROMIUM } from '../../panel/browser-bench.ts';
import { NEW, OLD } from '../../state/example-settings.ts';
import { serveFolder } from './serve-folder.ts';

describe.skipIf(CHROMIUM === undefined)('the storage of a browser (skipped without: apt-get install chromium)', () => {
  let browser: Browser;
  let context: BrowserContext;
  let server: Server;
  let url: string;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-storage-'));
  beforeAll(async () => {
    const entryPoints = { worker: new URL('in-browser/storage-worker.ts', import.meta.url).pathname };
    await build({ ...BROWSER_BUNDLE, entryPoints, outdir: folder });
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>storage</title>');
    ({ server, url } = await serveFolder(folder));
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(url);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a job of `storage-worker.ts` in a new Worker. */
  const run = async (job: string, on = page): Promise<unknown> => {
    const text = await on.evaluate(
      `new Promise((resolve) => {
        const worker = new Worker('worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(JSON.stringify({ error: message }));
        worker.postMessage(${JSON.stringify(job)});
      })`,
    );
    const { result, error } = JSON.parse(String(text));
    if (error !== undefined) throw new Error(error);
    return result;
  };

  it.each(['indexed', 'memory'])('%s passes the cases of a file system', async (kind) => {
    expect(await run(kind)).toEqual([`${FILE_SYSTEM_CASES.length} cases`]);
  });

  it('keeps settings and presets over a reload', async () => {
    expect(await run('save')).toEqual([{ isDone: true }, { isDone: true }, { isDone: true }]);
    await page.reload();
    expect(await run('read')).toEqual({ content: NEW, names: ['soft'] });
  });

  it('sets damaged settings aside and reads their previous copy, as on a computer', async () => {
    expect(await run('damage')).toMatchObject({
      content: OLD,
      messages: [expect.stringContaining('it is kept as settings.json.damaged-1'), expect.any(String)],
      files: expect.arrayContaining(['settings.json.damaged-1', 'settings.json.previous']),
    });
  });

  it('is the memory where the browser has no database', async () => {
    expect(await run('kind')).toBe(true);
    const closed = await browser.newContext();
    // As in a private window of an older Firefox: the database refuses to open.
    await closed.route('**/worker.js', async (route) => {
      const response = await route.fetch();
      const body = `indexedDB.constructor.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); };`;
      await route.fulfill({ response, body: `${body}\n${await response.text()}` });
    });
    const other = await closed.newPage();
    await other.goto(url);
    expect(await run('kind', other)).toBe(false);
    expect(await run('save', other)).toEqual([{ isDone: true }, { isDone: true }, { isDone: true }]);
  });

  it('computes the SHA-256 that Node computes', async () => {
    const hashes = [0, 1, 55, 56, 64, 1000].map((length) =>
      createHash('sha256').update(new Uint8Array(length).fill(97)).digest('hex'),
    );
    expect(await run('hash')).toEqual(hashes);
  });
});
