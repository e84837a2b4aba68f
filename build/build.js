// `npm run build`: all of the checkout, or with `--board <id>` that and the bundle of a board, with `--package` that and the npm package.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const words = process.argv.slice(2);
const product = words.includes('--package') ? 'build/build-package.js' : 'build/build-board.js';
const steps = [
  [node, ['build/build-kernels.js']],
  [node, ['node_modules/typescript/bin/tsc', '-b']],
  [node, ['build/build-cli.js']],
  [node, ['build/build-panel.js']],
  [node, ['build/build-start-up.js']],
  ...(words.length > 0 ? [[node, [product, ...words]]] : []),
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
