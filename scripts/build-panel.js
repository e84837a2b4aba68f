// Builds the panel's page into dist/panel; run by npm's `prepare`.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
await build({
  root: `${root}src/panel/page`,
  base: './',
  logLevel: 'warn',
  configFile: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: `${root}dist/panel`, emptyOutDir: true },
});
