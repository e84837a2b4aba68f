// The virtual board: `node ci/virtual-board/run.js --help`.
import { bundle, bundleWorld, root } from './bundle.js';

await bundle(['virtual-board/main'], 'virtual-board/code', true);
await bundleWorld();
process.chdir(root);
const { virtualBoard } = await import(`${root}dist/virtual-board/code/main.js`);
process.exitCode = await virtualBoard(process.argv.slice(2));
