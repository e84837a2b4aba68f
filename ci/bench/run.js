// Runs a measurement of this folder: `node ci/bench/run.js render models/impacts`. Its TypeScript is bundled into dist/bench first; node's own
// options go before, as in `node --expose-gc ci/bench/run.js …`.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { bundle, root } from '../../build/bundle.js';

/** Former names of measurements. */
const ALIASES = { face: 'display' };

const known = readdirSync(`${root}ci/bench`)
  .filter((name) => name.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
const [asked] = process.argv.splice(2, 1);
const name = ALIASES[asked] ?? asked;
if (!known.includes(name)) {
  process.stderr.write(
    `Usage: node ci/bench/run.js <measurement> [its arguments]\n\nMeasurements: ${known.join(', ')}\n`,
  );
  process.exit(2);
}
const outfile = `${root}dist/bench/${name}.js`;
await bundle({ entryPoints: [`ci/bench/${name}.ts`], outfile });
process.chdir(root);
await import(outfile);
