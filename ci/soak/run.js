// Plays for hours and reports what went wrong: `node ci/soak/run.js --help`.
import { bundle, root } from '../../build/bundle.js';

await bundle({ entryPoints: ['ci/soak/main.ts'], outdir: 'dist/soak' });
process.chdir(root);
const { soak } = await import(`${root}dist/soak/main.js`);
process.exitCode = await soak(process.argv.slice(2));
