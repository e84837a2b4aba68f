// One performance by the builds for three accelerators, each in a guest: `node ci/three-paths/run.js --help`.
import { bundle, root } from '../../build/bundle.js';
import { bundleTestBench } from '../virtual-board/test-bench-bundle.js';

await bundle({ entryPoints: ['ci/three-paths/main.ts'], outdir: 'dist/three-paths/code' });
await bundleTestBench();
process.chdir(root);
const { threePaths } = await import(`${root}dist/three-paths/code/main.js`);
process.exitCode = await threePaths(process.argv.slice(2));
