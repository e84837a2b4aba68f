// The virtual board: `node ci/virtual-board/run.js --help`. TypeScript is bundled into dist/virtual-board first: what runs here, and what runs
// in the guest.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from '../../scripts/cli-bundle.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** @param splitting into chunks that only what needs them loads */
const bundle = (entryPoints, outdir, splitting) =>
  build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((name) => `ci/virtual-board/${name}.ts`),
    outdir: `${root}dist/virtual-board/${outdir}`,
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
await bundle(['main'], 'code', true);
await bundle(['world/world', 'world/chips-thread', 'world/control-probe', 'world/saver-probe'], 'world', false);
process.chdir(root);
const { virtualBoard } = await import(`${root}dist/virtual-board/code/main.js`);
process.exitCode = await virtualBoard(process.argv.slice(2));
