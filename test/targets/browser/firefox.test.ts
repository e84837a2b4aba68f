import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedFolder, serveFolder } from '../../../testing/serve-folder.ts';
import { until } from '../../panel/browser-bench.ts';
import { FIREFOX, type FirefoxPage, openFirefox } from './firefox.ts';
import { expectAsCommandLine, FIRST_STEPS_TEXT } from './rendered-by-command-line.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe.skipIf(FIREFOX === undefined)(
  'the instrument in Firefox (skipped without: apt-get install firefox-esr)',
  () => {
    const out = mkdtempSync(join(tmpdir(), 'neurorack-firefox-web-'));
    let served: ServedFolder;
    let page: FirefoxPage | undefined;
    beforeAll(async () => {
      execFileSync(process.execPath, ['build/build-board.js', '--board', 'browser', '--out', out], { cwd: ROOT });
      served = await serveFolder(join(out, 'browser'), { isIsolated: true });
      page = await openFirefox(served.address);
    });
    afterAll(async () => {
      await page?.close();
      served?.close();
      rmSync(out, { recursive: true, force: true });
    });

    it('opens with its threads in shared memory, and renders a performance as the command line does', async () => {
      if (page === undefined) throw new Error('Firefox has not started');
      await page.evaluate('neurorack.instrument.live');
      expect(await page.evaluate('crossOriginIsolated')).toBe(true);
      const samples = await page.evaluate(
        `neurorack.instrument.render(${FIRST_STEPS_TEXT}).then(({ samples }) => Array.from(samples))`,
      );
      expectAsCommandLine(Array.isArray(samples) ? samples.map(Number) : []);
    });

    // Where Firefox finds no sound card, its AudioContext stays suspended.
    it('carries keys to the instrument', async () => {
      if (page === undefined) throw new Error('Firefox has not started');
      const firefox = page;
      await firefox.evaluate(`(() => {
      const port = neurorack.instrument.connect('panel');
      port.onmessage = ({ data }) => {
        const message = data.kind === 'message' ? JSON.parse(data.text) : {};
        if (message.type === 'state') window.gates = message.gates;
      };
    })()`);
      await firefox.key('keyDown', 'a');
      await until(async () => (await firefox.evaluate('window.gates?.[0]')) === true);
      await firefox.key('keyUp', 'a');
      await until(async () => (await firefox.evaluate('window.gates?.[0]')) === false);
    });
  },
);
