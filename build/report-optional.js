// Prints one line with the optional packages that npm left out, as without a C compiler. Last step of npm's `prepare`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The one package of them that a laptop misses: the network takes half as long again without it. */
const WANTED = 'koffi';

const names = new Set(
  readdirSync(`${root}targets`)
    .map((target) => `${root}targets/${target}/package.json`)
    .filter((file) => existsSync(file))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).optionalDependencies ?? {})),
);
const missing = [...names].filter((name) => !existsSync(`${root}node_modules/${name}/package.json`)).sort();
if (missing.length > 0) {
  const use = missing.includes(WANTED) ? `${WANTED} halves what a network costs` : 'not needed on a laptop';
  process.stdout.write(`optional packages not installed: ${missing.join(', ')} (${use})\n`);
}
