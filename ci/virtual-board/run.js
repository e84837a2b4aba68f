// The virtual board: `node ci/virtual-board/run.js --help`.
import { bundle, root } from '../../build/bundle.js';
import { bundleTestBench } from './test-bench-bundle.js';

await bundle({ entryPoints: ['ci/virtual-board/main.ts'], outdir: 'dist/virtual-board/code', splitting: true });
await bundleTestBench();
process.chdir(root);
const { virtualBoard } = await import(`${root}dist/virtual-board/code/main.js`);
process.exitCode = await virtualBoard(process.argv.slice(2));
