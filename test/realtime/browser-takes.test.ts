import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { CHROMIUM } from '../panel/browser-bench.ts';
import { useWebFolder } from '../targets/browser/browser-folder.ts';
import { play, ready } from '../targets/browser/panel-page.ts';

const ROOT = join(import.meta.dirname, '../..');
const SILENT = 1e-5;
/** Takes until one has no gap. */
const MAX_TAKES = 12;

describe.skipIf(CHROMIUM === undefined)(
  'takes of an instrument in its page (skipped without: apt-get install chromium)',
  () => {
    const web = useWebFolder();

    it.each([
      [false, 'by messages'],
      [true, 'in shared memory'],
    ])('are what it played, and are kept over a reload (isolated: %s, %s)', async (isIsolated) => {
      const folder = mkdtempSync(join(tmpdir(), 'neurorack-takes-'));
      const page = await web.open({ name: 'index.html#output', isIsolated, hasServiceWorker: false });
      await ready(page);
      await play(page);
      const take = await takeWithoutGaps(page);
      await page.reload();
      const wav = await saved(page, `${take}.wav`, folder);
      const perf = await saved(page, `${take}.perf`, folder);
      const text = readFileSync(perf, 'utf8');
      const { edges, isExact, lacksSounds, beginSeconds = 0 } = parsePerformance(text, perf);
      expect([isExact, lacksSounds]).toEqual([true, undefined]);
      // Its performance begins with the note that rang when it began.
      const triggers = edges.filter(({ gate, isHigh }) => gate === 0 && isHigh).map(({ seconds }) => seconds);
      expect([triggers.some((s) => s < beginSeconds), triggers.some((s) => s >= beginSeconds)]).toEqual([true, true]);

      const [, command] = /^# {3}neurorack (run .*)$/m.exec(text) ?? [];
      execFileSync('sh', ['-c', `${process.execPath} ${join(ROOT, 'bin/neurorack.js')} ${command}`], {
        cwd: folder,
        stdio: 'ignore',
      });
      const { samples: recorded } = await loadSound(wav);
      const { samples: rendered } = await loadSound(join(folder, 'again.wav'));
      expect(recorded.some((x) => Math.abs(x) > 0.05)).toBe(true);
      expect(rendered.length).toBe(recorded.length);
      expect(recorded.findIndex((x, n) => Math.abs(x - rendered[n]) > 1e-4)).toBe(-1);
      expect(web.faults).toEqual([]);
    });
  },
);

const underruns = (page: Page): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const port = neurorack.instrument.connect('figures');
    port.onmessage = ({ data }) => { if (data.type === 'figures') resolve(data.values.underruns); };
  })`);

/** Records takes of a note until one has no gap: the headroom of a busy computer grows with each. Returns its name, without '.wav'. */
async function takeWithoutGaps(page: Page): Promise<string> {
  const takes = page.getByRole('list', { name: 'Takes' }).getByRole('link', { name: /^take-.*\.wav$/ });
  for (let count = 1; count <= MAX_TAKES; count++) {
    await page.waitForFunction(`window.level < ${SILENT}`);
    const before = await underruns(page);
    // The take begins while a note rings.
    await page.keyboard.press('a', { delay: 100 });
    await page.keyboard.press('r');
    await page.waitForTimeout(200);
    await page.keyboard.press('a', { delay: 100 });
    await page.waitForTimeout(500);
    await page.keyboard.press('r');
    await expect.poll(() => takes.count(), { timeout: 15_000 }).toBe(count);
    const names = (await takes.allTextContents()).toSorted();
    if ((await underruns(page)) === before) return names[names.length - 1].replace(/\.wav.*$/s, '');
  }
  throw new Error(`each of ${MAX_TAKES} takes has a gap`);
}

/** Saves a file of the list; its path. */
async function saved(page: Page, name: string, folder: string): Promise<string> {
  const link = page.getByRole('list', { name: 'Takes' }).getByRole('link', { name, exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}
