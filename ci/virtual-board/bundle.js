// Bundles TypeScript of ci/ into dist/: what runs here, and what runs in the guest.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from '../../build/cli-bundle.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @param entryPoints paths below ci/, without their endings
 * @param outdir below dist/
 * @param splitting into chunks that only what needs them loads
 */
export const bundle = (entryPoints, outdir, splitting = false) =>
  build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((name) => `ci/${name}.ts`),
    outdir: `${root}dist/${outdir}`,
    entryNames: '[name]',
    bundle: true,
    splitting,
    format: 'esm',
    platform: 'node',
    plugins: [externalPackages],
    // commander is CommonJS and asks for node's own modules with `require`.
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
    logLevel: 'warning',
  });

/** The programs that run in the guest. */
export const bundleWorld = () =>
  bundle(
    ['test-bench', 'chips-thread', 'control-probe', 'saver-probe'].map((name) => `virtual-board/test-bench/${name}`),
    'virtual-board/world',
  );
