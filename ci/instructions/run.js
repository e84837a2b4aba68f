// Counts the instructions of a block on arm64 and on x86-64: `node ci/instructions/run.js`.
import { bundle, root } from '../../build/bundle.js';

await bundle({ entryPoints: ['ci/instructions/main.ts', 'ci/instructions/render.ts'], outdir: 'dist/instructions' });
process.chdir(root);
const { countInstructions } = await import(`${root}dist/instructions/main.js`);
process.exitCode = await countInstructions();
