import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../panel/browser-bench.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Time limit of each browser step, ms: on a machine with busy cores everything takes ten times as long. */
const TIMEOUT_MS = 100_000;
/** Address of this computer in its network. */
const ADDRESS = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

describe.skipIf(CHROMIUM === undefined || ADDRESS === undefined)(
  'a client on the network (needs chromium and a network)',
  () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    let instrument: ChildProcess | undefined;
    let browser: Browser | undefined;
    afterEach(async () => {
      await browser?.close();
      instrument?.kill('SIGKILL');
    });

    /** Starts the instrument on the network, with the state that it saved before; returns its port. */
    async function switchOn(port: string): Promise<string> {
      const args = ['start', '--headless', '--audio', 'null', '--host', '0.0.0.0', '--port', port];
      instrument = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), ...args], {
        env: { ...process.env, NEURORACK_HOME: home },
      });
      return new Promise((resolve) => {
        instrument?.stdout?.on('data', (chunk) => {
          const found = /panel: \S+:(\d+)/.exec(String(chunk));
          if (found) resolve(found[1]);
        });
      });
    }

    async function open(url: string): Promise<Page> {
      browser ??= await chromium.launch({
        executablePath: CHROMIUM ?? '',
        args: ['--no-sandbox'],
        timeout: TIMEOUT_MS,
      });
      const page = await browser.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      await page.goto(url);
      return page;
    }

    it('pairs with the code on the display, which the client beside the module shows too, and stays paired after a restart', async () => {
      const port = await switchOn('0');
      const beside = await open(`http://localhost:${port}/`);
      await beside.getByRole('region', { name: 'Faceplate' }).waitFor();
      const away = await open(`http://${ADDRESS}:${port}/`);
      const field = away.getByRole('textbox', { name: 'Code' });
      await field.waitFor();
      const shown = await beside.getByText(/^pairing code: \d{3}-\d{3}$/).textContent();
      expect(await away.getByRole('region', { name: 'Faceplate' }).count()).toBe(0);
      await field.fill(shown?.replace(/\D/g, '') ?? '');
      await away.getByRole('region', { name: 'Faceplate' }).waitFor();
      const ended = instrument && once(instrument, 'exit');
      instrument?.kill('SIGTERM');
      await ended;
      await away.getByText('Connection lost').waitFor();
      expect(await switchOn(port)).toBe(port);
      await away.getByText('Connection lost').waitFor({ state: 'detached' });
      expect(await field.count()).toBe(0);
    });
  },
);
