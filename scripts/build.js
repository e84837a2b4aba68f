// `npm run build`: all of the checkout, or with `--board <id>` that and the bundle of a board.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const words = process.argv.slice(2);
const isForBoard = words.length > 0;
const steps = [
  [node, ['kernels/build.js']],
  [node, ['node_modules/typescript/bin/tsc', '-b']],
  [node, ['scripts/build-cli.js']],
  [node, ['scripts/build-panel.js']],
  [node, ['scripts/build-start-up.js']],
  ...(isForBoard ? [[node, ['scripts/build-board.js', ...words]]] : []),
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
