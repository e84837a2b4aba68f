// The lab: `node ci/lab/run.js night`, `--help` for the rest. TypeScript is bundled into dist/lab first.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from '../../build/cli-bundle.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: ['ci/lab/main.ts'],
  outdir: `${root}dist/lab/code`,
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  plugins: [externalPackages],
  // commander is CommonJS and asks for node's own modules with `require`.
  banner: {
    js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
  },
  logLevel: 'warning',
});
process.chdir(root);
const { lab } = await import(`${root}dist/lab/code/main.js`);
process.exitCode = await lab(process.argv.slice(2));
