import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devices, type Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { createBankFolder } from './banks/bank-bench.ts';
import { CHROMIUM, useBrowserBench } from './browser-bench.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The violations of a page, each as one line with its rule and the first elements. */
async function violations(page: Page): Promise<string[]> {
  const found =
    await page.evaluate(`axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) =>
      node.target.join(' ') + ' ' + node.any.concat(node.all).map(({ message }) => message).join('; ')).join(' | ')))`);
  return Array.isArray(found) ? found.map(String) : [];
}

const SIZES = [
  ['desktop', { viewport: { width: 1440, height: 900 } }],
  ['phone', { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }],
] as const;
const CASES = SIZES.flatMap(([size, options]) =>
  (['dark', 'light'] as const).map((theme) => [theme, size, { ...options, colorScheme: theme }] as const),
);

describe.skipIf(CHROMIUM === undefined)('axe-core finds no violation (skipped without chromium)', () => {
  const bench = useBrowserBench();
  beforeEach(async () => {
    await bench.server.close();
    const paths = createBankFolder();
    const library = createBankLibrary(paths);
    const sets = createSetLibrary([impactSet({ name: 'Boom' }), impactSet({ name: 'Cowbell' })]);
    bench.server = await startPanelServer({
      // With jacks, so that their drawer is there.
      instrument: { ...bench.fake.instrument, hello: { ...bench.fake.instrument.hello, hasJacks: true } },
      folder: bench.folder,
      port: 0,
      banks: { library, uploadFolder: paths.folder, play: (set) => set.name },
      curves: { library, sets: () => sets.sets, put: sets.put, audition: () => undefined },
    });
  });

  it.each(CASES)(
    'in any drawer, %s, on a %s',
    async (_theme, _size, options) => {
      const page = await bench.open(options);
      await page.evaluate(AXE);
      const found: string[] = [];
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        const title = (await tab.textContent()) ?? '';
        await page.getByRole('tabpanel', { name: title }).waitFor();
        if (title === 'Banks') {
          const about = page.getByRole('button', { name: /^Where .* is from$/ }).first();
          await about.click();
        }
        if (title === 'Curves') {
          await page.getByLabel('Set to edit').selectOption('Boom');
          await page.getByRole('region', { name: 'Curves of Boom' }).waitFor();
        }
        found.push(...(await violations(page)).map((one) => `${title}: ${one}`));
      }
      expect(found).toEqual([]);
    },
    300_000,
  );

  it.each(CASES)(
    'in a message, %s, on a %s',
    async (_theme, _size, options) => {
      const page = await bench.open(options);
      await page.evaluate(AXE);
      await bench.server.close();
      await page.getByText(/Connection lost|instrument is gone/).waitFor();
      expect(await violations(page)).toEqual([]);
    },
    300_000,
  );
});
