// Builds the missing files that `npm start` needs, as after `npm ci --ignore-scripts`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  ['src/descriptors/analysis/kernel-binary.ts', './build-kernels.js'],
  ['src/families/sinc-nsf/kernel-binary.ts', './build-kernels.js'],
  ['dist/cli/main.js', './build-cli.js'],
  ['dist/panel/index.html', './build-panel.js'],
  ['dist/start-up/impacts.f32', './build-start-up.js'],
];
for (const [product, script] of steps) {
  if (existsSync(`${root}${product}`)) continue;
  await import('./check-tools.js');
  process.stderr.write(`building ${product}\n`);
  await import(script);
}
