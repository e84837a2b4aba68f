// One performance by the builds for three accelerators, each in a guest: `node ci/three-paths/run.js --help`.
import { bundle, bundleWorld, root } from '../virtual-board/bundle.js';

await bundle(['three-paths/main'], 'three-paths/code');
await bundleWorld();
process.chdir(root);
const { threePaths } = await import(`${root}dist/three-paths/code/main.js`);
process.exitCode = await threePaths(process.argv.slice(2));
