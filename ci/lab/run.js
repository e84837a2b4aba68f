// The lab: `node ci/lab/run.js night`, `--help` for the rest. Its TypeScript is bundled into dist/lab first.
import { bundle, root } from '../../build/bundle.js';

await bundle({ entryPoints: ['ci/lab/main.ts'], outdir: 'dist/lab/code', splitting: true });
process.chdir(root);
const { lab } = await import(`${root}dist/lab/code/main.js`);
process.exitCode = await lab(process.argv.slice(2));
