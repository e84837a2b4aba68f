// Builds the panel's page into dist/panel, or into the folder given with --out; run by npm's `prepare`. `--transport <file>` names another module
// than src/panel/page/server-transport.ts to reach the instrument by, as the page that has the instrument in itself does. `--faceplate <file>` names
// another file than hardware/faceplate.yaml for the drawing in the help.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { faceplatePlugin } from './faceplate-plugin.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { out: { type: 'string' }, transport: { type: 'string' }, faceplate: { type: 'string' } },
  strict: false,
});

/** Replaces the module that reaches the instrument. */
const replaceTransport = {
  name: 'replace-transport',
  enforce: 'pre',
  resolveId: (id) => (/[/]server-transport\.ts$/.test(id) ? resolve(root, values.transport) : null),
};

/** Vite ends a path at # and ?, as in a URL: a checkout below such a folder is built through a link to it. */
const needsLink = /[#?]/.test(root);
const linkFolder = needsLink ? mkdtempSync(join(tmpdir(), 'neurorack-panel-')) : undefined;
const checkout = linkFolder === undefined ? root : join(linkFolder, 'checkout');
try {
  if (linkFolder !== undefined) symlinkSync(root, checkout, 'junction');
  await build({
    root: join(checkout, 'src/panel/page'),
    base: './',
    logLevel: 'warn',
    configFile: false,
    resolve: { preserveSymlinks: needsLink },
    plugins: [
      faceplatePlugin(resolve(values.faceplate ?? join(root, 'hardware/faceplate.yaml'))),
      ...(values.transport === undefined ? [] : [replaceTransport]),
    ],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: resolve(values.out ?? join(root, 'dist/panel')), emptyOutDir: true },
  });
} finally {
  if (linkFolder !== undefined) rmSync(linkFolder, { recursive: true });
}
