// Prints one line with the optional packages that npm left out, as without a C compiler. Last step of npm's `prepare`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The packages of them that a laptop misses. */
const WANTED = {
  '@julusian/midi': 'without @julusian/midi MIDI plays through the panel alone',
  koffi: 'koffi halves what a network costs',
  'onnxruntime-node': 'without onnxruntime-node the network runs in WebAssembly, a third slower',
};

const names = new Set(
  readdirSync(`${root}targets`)
    .map((target) => `${root}targets/${target}/package.json`)
    .filter((file) => existsSync(file))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).optionalDependencies ?? {})),
);
const missing = [...names].filter((name) => !existsSync(`${root}node_modules/${name}/package.json`)).sort();
if (missing.length > 0) {
  const wanted = missing.flatMap((name) => WANTED[name] ?? []);
  const use = wanted.length > 0 ? wanted.join('; ') : 'not needed on a laptop';
  process.stdout.write(`optional packages not installed: ${missing.join(', ')} (${use})\n`);
}
