import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BROWSER_BUNDLE } from '../../../build/browser-modules.js';
import { readBank } from '../../../src/descriptors/bank/read-bank.ts';
import { createBankFolder, decayingTone } from '../../panel/banks/bank-bench.ts';
import { CHROMIUM, until } from '../../panel/browser-bench.ts';
import { serveFolder } from './serve-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 100_000;

describe.skipIf(CHROMIUM === undefined)(
  'the panel of an instrument in its page (skipped without: apt-get install chromium)',
  () => {
    let browser: Browser;
    let context: BrowserContext;
    let server: Server;
    let url: string;
    let page: Page;
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-browser-panel-'));
    const faults: string[] = [];

    beforeAll(async () => {
      const transport = join(ROOT, 'test/targets/browser/in-browser/page-transport.ts');
      execFileSync(process.execPath, [join(ROOT, 'build/build-panel.js'), '--out', folder, '--transport', transport]);
      await build({
        ...BROWSER_BUNDLE,
        absWorkingDir: ROOT,
        entryPoints: {
          'bank-worker': 'targets/browser/src/storage/bank-worker.ts',
          'fake-instrument-worker': 'test/targets/browser/in-browser/fake-instrument-worker.ts',
        },
        outdir: folder,
        splitting: true,
      });
      mkdirSync(join(folder, 'banks'));
      copyFileSync(createBankFolder().factory, join(folder, 'banks/factory.nrbank'));
      execFileSync(process.execPath, [join(ROOT, 'build/build-service-worker.js'), folder]);
      ({ server, url } = await serveFolder(folder, '/play/here/'));
      browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser?.close();
      server?.close();
      rmSync(folder, { recursive: true });
    });
    beforeEach(async () => {
      faults.length = 0;
      context = await browser.newContext();
      context.setDefaultTimeout(TIMEOUT_MS);
      page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    });
    afterEach(() => context.close());

    const open = async (hash = ''): Promise<void> => {
      await page.goto(`${url}${hash}`);
      await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    };
    const reload = async (): Promise<void> => {
      await page.reload();
      await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    };
    const actions = async (type: string): Promise<readonly Record<string, unknown>[]> =>
      page.evaluate(`window.testActions.filter((action) => action.type === '${type}')`);
    const drop = (name: string, bytes: Uint8Array) =>
      page.getByLabel('Sounds and banks').setInputFiles({ name, mimeType: '', buffer: Buffer.from(bytes) });

    it('plays gates by click and key, and shows the state', async () => {
      await open();
      await page.keyboard.press('a');
      await page.getByRole('button', { name: 'Gate 2' }).click();
      await until(async () => (await actions('gate')).length === 4);
      expect((await actions('gate')).map(({ gate, isHigh }) => [gate, isHigh])).toEqual([
        [0, true],
        [0, false],
        [1, true],
        [1, false],
      ]);
      expect(await page.getByRole('tab', { name: 'Clients' }).count()).toBe(0);
      expect(faults).toEqual([]);
    });

    it('analyses a dropped sound, keeps its bank over a reload, and exports it', async () => {
      await open('#banks');
      await page.getByText('Factory').first().waitFor();
      await drop('gong.wav', decayingTone());
      const bank = page.getByRole('region', { name: 'Bank My sounds' });
      await bank.getByText('gong').first().waitFor();
      await reload();
      await bank.getByText('gong').first().waitFor();
      const download = page.waitForEvent('download');
      await bank.getByText('Export').click();
      const exported = await (await download).path();
      const { name, sets } = await readBank(exported);
      expect([name, sets.map((set) => set.name)]).toEqual(['My sounds', ['gong']]);
      expect(Math.abs(sets[0].curves.f0[10] - 220)).toBeLessThan(2);
      expect(faults).toEqual([]);
    });

    it('refuses a file that is no sound with the reason that a computer gives', async () => {
      await open('#banks');
      await page.getByText('Factory').first().waitFor();
      faults.length = 0;
      await drop('noise.wav', new TextEncoder().encode('not a sound'));
      await page.getByText('noise.wav').first().waitFor();
      expect(await page.getByRole('alert').textContent()).toContain('noise.wav');
    });

    it('opens again without a network, from below a path, after one visit', async () => {
      await open();
      await page.evaluate('navigator.serviceWorker.ready');
      await until(async () => (await page.evaluate('navigator.serviceWorker.controller !== null')) === true);
      await context.setOffline(true);
      server.closeAllConnections();
      await reload();
      await page.getByRole('tab', { name: 'Banks' }).click();
      await page.getByText('Factory').first().waitFor();
    });

    it('keeps its files while the host has a new version, which takes over at the next load', async () => {
      await open();
      await page.evaluate('navigator.serviceWorker.ready');
      await until(async () => (await page.evaluate('navigator.serviceWorker.controller !== null')) === true);
      const index = join(folder, 'index.html');
      const former = readFileSync(index, 'utf8');
      writeFileSync(index, former.replace(/<title>.*<\/title>/, '<title>a new version</title>'));
      try {
        execFileSync(process.execPath, [join(ROOT, 'build/build-service-worker.js'), folder]);
        await page.evaluate('navigator.serviceWorker.getRegistration().then((one) => one.update())');
        const isWaiting = 'navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)';
        await until(async () => (await page.evaluate(isWaiting)) === true);
        expect(await page.evaluate("fetch('index.html').then((response) => response.text())")).toBe(former);
        expect(await page.title()).not.toBe('a new version');
        await page.reload();
        await page.waitForFunction("document.title === 'a new version'");
        await page.getByRole('region', { name: 'Faceplate' }).waitFor();
        await until(async () => (await page.evaluate('caches.keys().then(({ length }) => length)')) === 1);
      } finally {
        writeFileSync(index, former);
        execFileSync(process.execPath, [join(ROOT, 'build/build-service-worker.js'), folder]);
      }
    });

    it('shows an interrupted sound as off, and the next tap resumes it', async () => {
      await open();
      await page.getByRole('button', { name: 'Turn the sound on' }).click();
      await page.getByRole('button', { name: 'Sound is on' }).waitFor();
      // As a call does: the page's own resume is refused until the next tap.
      await page.evaluate(`(() => {
      const { testContext } = window;
      const resume = testContext.resume.bind(testContext);
      testContext.resume = () => Promise.reject(new Error('interrupted'));
      window.endInterruption = () => { testContext.resume = resume; };
      return testContext.suspend();
    })()`);
      await page.getByRole('button', { name: 'Turn the sound on' }).waitFor();
      await page.evaluate('window.endInterruption()');
      await page.getByRole('heading', { name: 'neurorack' }).click();
      await page.getByRole('button', { name: 'Sound is on' }).waitFor();
    });
  },
);
