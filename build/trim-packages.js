// Deletes from node_modules what is never read: libraries of other systems, builds for other uses, source maps. Where the tools of developers were left
// out (`npm ci --omit=dev`), the tools that have built the program go too, and only what it loads stays. Last step of npm's `prepare`; another
// `npm ci` brings everything back. Plain files: no link is followed.
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLED } from './bundled-packages.js';

const { values } = parseArgs({ options: { root: { type: 'string', default: join(import.meta.dirname, '..') } } });
const packages = join(values.root, 'node_modules');

/** The build of ONNX Runtime for this computer. */
const SYSTEM = `${process.platform}/${process.arch}`;
/** The beginning of the name of MIDI's build for this computer; with musl it goes on. */
const MIDI_BUILD = `prebuilds/midi-${process.platform}-${process.arch}`;
/** The two files of onnxruntime-web that Node and the browser load (targets/host/src/wasm-files.ts). */
const WASM_FILE = /^ort-wasm-simd-threaded\.(mjs|wasm)$/;

/** Each package with more than it is used for, and the paths in it that go. */
const TRIMMED = {
  '@julusian/midi': (path) =>
    ['src-cpp', 'vendor', 'binding.gyp'].includes(path) ||
    (/^prebuilds\/[^/]+$/.test(path) && !path.startsWith(MIDI_BUILD)),
  'onnxruntime-node': (path) => /^bin\/[^/]+\/[^/]+\/[^/]+$/.test(path) && !path.endsWith(SYSTEM),
  'onnxruntime-web': (path) => path === 'lib' || (/^dist\/[^/]+$/.test(path) && !WASM_FILE.test(path.slice(5))),
  // The compiler of kernels is its module; these are programs of their own.
  binaryen: (path) => path === 'bin',
  // Detection of speech, with an ONNX Runtime of its own: sound cards need neither.
  decibri: (path) => path === 'models',
  '@decibri': (path) => /^[^/]+\/(lib)?onnxruntime[^/]*$/.test(path),
  // The same for an audio worklet.
  '@alexanderolsen/libsamplerate-js': (path) => path === 'dist/libsamplerate.worklet.js',
  // The same for script tags, 20 MB.
  'eecircuit-engine': (path) => path.endsWith('.umd.js'),
  // Windows of its recorder and trace viewer.
  'playwright-core': (path) => path === 'lib/vite',
};
/** Packages of which files alone are read, and none of what their own modules would import. */
const FILES_ALONE = ['onnxruntime-web'];

if (existsSync(packages)) trim();

function trim() {
  const isPlayer = !existsSync(join(packages, 'vitest'));
  if (isPlayer && existsSync(join(values.root, 'dist/cli'))) removeUnused();
  for (const [name, goes] of Object.entries(TRIMMED)) removePaths(join(packages, name), goes);
  removePaths(packages, (path) => path.endsWith('.map'));
}

/** Removes the paths below a folder for which `goes` is true; links are left alone. */
function removePaths(folder, goes, below = '') {
  if (!existsSync(join(folder, below))) return;
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (goes(path)) rmSync(join(folder, path), { recursive: true });
    else if (entry.isDirectory()) removePaths(folder, goes, path);
  }
}

/** Removes every package that the built program does not load, directly or through another. */
function removeUnused() {
  const folder = join(values.root, 'dist/cli');
  const code = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  // A name in quotes, or with a path behind it: `import`, `require` and `resolve` alike.
  const isNamed = (name) =>
    code.some((text) => ['"', "'", '`'].some((q) => text.includes(`${q}${name}${q}`) || text.includes(`${q}${name}/`)));
  const kept = new Set();
  const names = namesIn(packages);
  for (const name of names) if (!BUNDLED.test(name) && isNamed(name)) keep(name, kept);
  for (const name of names) {
    const path = join(packages, name);
    if (!kept.has(name) && !lstatSync(path).isSymbolicLink()) rmSync(path, { recursive: true });
  }
}

/** Adds a package, and the packages that it needs, to `kept`. */
function keep(name, kept) {
  if (kept.has(name) || !existsSync(join(packages, name, 'package.json'))) return;
  kept.add(name);
  if (!FILES_ALONE.includes(name)) for (const one of neededBy(join(packages, name))) keep(one, kept);
}

/** Names of the packages that the one in `folder` needs, and those below it. */
function neededBy(folder) {
  const file = join(folder, 'package.json');
  const { dependencies, optionalDependencies, peerDependencies } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  const own = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const inner = join(folder, 'node_modules');
  return [...own, ...namesIn(inner).flatMap((name) => neededBy(join(inner, name)))];
}

/** The packages of a node_modules. */
function namesIn(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((own) => `${name}/${own}`) : [name],
  );
}
