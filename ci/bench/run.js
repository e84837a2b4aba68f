// Runs a measurement of this folder: `node ci/bench/run.js render models/impacts`. TypeScript is bundled into dist/bench first; node's own
// options go before, as in `node --expose-gc ci/bench/run.js …`.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from '../../build/cli-bundle.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const known = readdirSync(`${root}ci/bench`).filter((name) => name.endsWith('.ts'));
const [name] = process.argv.splice(2, 1);
if (!known.includes(`${name}.ts`)) {
  const names = known.map((file) => basename(file, '.ts')).join(', ');
  process.stderr.write(`Usage: node ci/bench/run.js <measurement> [its arguments]\n\nMeasurements: ${names}\n`);
  process.exit(2);
}
const outfile = `${root}dist/bench/${name}.js`;
await build({
  absWorkingDir: root,
  entryPoints: [`ci/bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  plugins: [externalPackages],
  logLevel: 'warning',
});
process.chdir(root);
await import(outfile);
