// Builds the npm package of targets/hailort-node in dist/hailort-node: JavaScript and declarations instead of sources.
//   node build/package-hailort-node.js && npm publish dist/hailort-node
// --repository <address> is that of the source, which provenance requires.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { repository } = parseArgs({ options: { repository: { type: 'string' } } }).values;

const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}targets/hailort-node`;
const target = `${root}dist/hailort-node`;

rmSync(target, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${source}/tsconfig.package.json`], {
  stdio: 'inherit',
});
cpSync(`${source}/README.md`, `${target}/README.md`);
cpSync(`${root}LICENSE`, `${target}/LICENSE`);
cpSync(`${source}/examples`, `${target}/examples`, { recursive: true });
cpSync(`${source}/native`, `${target}/native`, { recursive: true, filter: (path) => !/\.(so|part)$/.test(path) });

const { scripts: _, ...manifest } = JSON.parse(readFileSync(`${source}/package.json`, 'utf8'));
writeFileSync(
  `${target}/package.json`,
  `${JSON.stringify(
    {
      ...manifest,
      ...(repository === undefined
        ? {}
        : { repository: { type: 'git', url: `git+${repository}.git`, directory: 'targets/hailort-node' } }),
      exports: { '.': { types: './lib/index.d.ts', default: './lib/index.js' } },
      files: ['lib', 'examples', 'native'],
    },
    null,
    2,
  )}\n`,
);
