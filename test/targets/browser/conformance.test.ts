import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_BUNDLE } from '../../../build/browser-modules.js';
import { CHROMIUM } from '../../panel/browser-bench.ts';
import { serveFolder } from './serve-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IN_BROWSER = join(ROOT, 'test/targets/browser/in-browser');

/** The suites run in a Worker of the browser, where there is no vitest. */
const vitestInWorker: Plugin = {
  name: 'vitest-in-worker',
  setup: (plugin) =>
    plugin.onResolve({ filter: /^vitest$/ }, () => ({ path: join(IN_BROWSER, 'vitest-in-worker.ts') })),
};

describe.skipIf(CHROMIUM === undefined)('conformance in a browser (skipped without: apt-get install chromium)', () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-conformance-'));

  beforeAll(async () => {
    await build({
      ...BROWSER_BUNDLE,
      minify: false,
      plugins: [vitestInWorker, ...(BROWSER_BUNDLE.plugins ?? [])],
      absWorkingDir: ROOT,
      entryPoints: { worker: join(IN_BROWSER, 'conformance-worker.ts') },
      outdir: folder,
    });
    mkdirSync(join(folder, 'onnx'));
    for (const suffix of ['mjs', 'wasm']) {
      const name = `ort-wasm-simd-threaded.${suffix}`;
      copyFileSync(join(ROOT, 'node_modules/onnxruntime-web/dist', name), join(folder, 'onnx', name));
    }
    copyFileSync(join(ROOT, 'test/fixtures/probe.onnx'), join(folder, 'probe.onnx'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><title>suites</title>');
    ({ server, url } = await serveFolder(folder));
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  it('holds for accelerator, clock and the inputs of the panel', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    const outcomes = await page.evaluate<readonly { title: string; fault?: string }[]>(
      `new Promise((resolve, reject) => {
        const worker = new Worker('worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(${JSON.stringify(url)});
      })`,
    );
    expect(outcomes.filter(({ fault }) => fault !== undefined)).toEqual([]);
    const suites = new Set(outcomes.map(({ title }) => title.split(' > ')[0]));
    expect([...suites]).toEqual([
      'the accelerator of a browser as an accelerator',
      'the clock of a Worker as a clock',
      'the panel in a Worker as a CV input',
      'the panel in a Worker as a gate input',
      'the panel in a Worker as a knob',
    ]);
    expect(outcomes.length).toBeGreaterThan(24);
  });
});
