// Builds the panel's page into dist/panel, or into the folder given with --out; run by npm's `prepare`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string' } }, strict: false });
await build({
  root: `${root}src/panel/page`,
  base: './',
  logLevel: 'warn',
  configFile: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: values.out ?? `${root}dist/panel`, emptyOutDir: true },
});
