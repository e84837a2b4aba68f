// Builds the npm package of the instrument on a computer: `npm run build -- --package` writes the folder dist/package/neurorack. It is the bundle of
// the board `host` with a package.json for the registry and the packages that it needs, at the versions of this checkout: a registry decides nothing but
// the native parts, whose versions are exact. Nothing in it is compiled or downloaded by npm: no install scripts.
//   npm publish dist/package/neurorack
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bundle.js';
import { bundleLockfile } from './bundle-lockfile.js';
import { thirdPartyLicences } from './third-party-licences.js';

const { values } = parseArgs({
  options: {
    package: { type: 'boolean' },
    out: { type: 'string', default: `${root}dist/package` },
    repository: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(
    'Usage: npm run build -- --package [--out <folder>] [--repository <address>]\n\n' +
      'Builds the npm package into dist/package/neurorack. --repository is the address of the source, which provenance requires.\n',
  );
  process.exit(0);
}

/** Native packages with a build for each system, which npm installs where there is one. */
const INSTALLED = ['koffi', 'decibri'];
/**
 * Native packages that a user adds. onnxruntime-node unpacks 288 MB, and its install script downloads 300 MB of CUDA on Linux: WebAssembly takes
 * 1.3 times as long a hop, a hundredth of its time. naudiodon needs a C compiler. @julusian/midi needs packages whose versions the registry would
 * choose, for ports that the panel has too.
 */
const ADDED = ['onnxruntime-node', 'naudiodon', '@julusian/midi'];

const folder = join(values.out, 'neurorack');
const temporary = mkdtempSync(join(tmpdir(), 'neurorack-package-'));
try {
  execFileSync(process.execPath, [`${root}build/build-board.js`, '--board', 'host', '--out', temporary], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  fillPackage(join(temporary, 'host'));
} finally {
  rmSync(temporary, { recursive: true });
}
process.stdout.write(`${folder}: npm pack ${folder}\n`);

/** Copies the bundle without what a board needs alone: installer, service, checksums, source maps. */
function fillPackage(bundle) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const contents = ['bin', 'dist', 'models', 'banks', 'boards', 'limits.conf', 'LICENSE', 'LICENSE-spleen'];
  const isShipped = (path) => !path.endsWith('.js.map');
  for (const name of contents) cpSync(join(bundle, name), join(folder, name), { recursive: true, filter: isShipped });
  // `neurorack compare` and `doctor --board` read the files of other boards.
  const isBoard = (path) => !path.endsWith('.json') && !path.endsWith('.md');
  cpSync(`${root}boards`, `${folder}/boards`, { recursive: true, filter: isBoard });
  const code = readdirSync(`${folder}/dist/cli`).map((name) => [
    name,
    readFileSync(`${folder}/dist/cli/${name}`, 'utf8'),
  ]);
  for (const [name, text] of code)
    writeFileSync(`${folder}/dist/cli/${name}`, text.replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
  cpSync(`${root}targets/host/README.md`, `${folder}/README.md`);
  writeFileSync(`${folder}/LICENSES-third-party.txt`, thirdPartyLicences(code.map(([, text]) => text)));

  const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const used = (name) => code.some(([, text]) => new RegExp(`["']${name}["']`).test(text));
  const pinned = (names) =>
    Object.fromEntries(names.map((name) => [name, lock.packages[`node_modules/${name}`].version]));
  const ranged = (names) => Object.fromEntries(Object.entries(pinned(names)).map(([name, one]) => [name, `^${one}`]));
  const manifest = packageOf(JSON.parse(readFileSync(join(bundle, 'package.json'), 'utf8')), {
    optionalDependencies: pinned(INSTALLED.filter(used)),
    peerDependencies: ranged(ADDED.filter(used)),
  });
  copyPackages(lock, manifest);
  writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Copies the packages that the program needs, and what these need, to where Node looks for them. npm ignores lockfiles and, in most installations,
 * shrinkwraps of packages; what a package contains itself is what every package manager installs.
 */
function copyPackages(lock, manifest) {
  const { packages } = bundleLockfile(lock, { ...manifest, optionalDependencies: {} });
  for (const [place, { version }] of Object.entries(packages)) {
    if (place === '') continue;
    const here = existsSync(`${root}${place}/package.json`)
      ? JSON.parse(readFileSync(`${root}${place}/package.json`, 'utf8')).version
      : 'no version';
    if (here !== version)
      throw new Error(`${place} has ${here}, and package-lock.json ${version}: run \`npm ci\`, then build again`);
    const isUsed = (path) => !/\.(map|[cm]?ts)$|[\\/]node_modules$/.test(path.slice(`${root}${place}`.length));
    cpSync(`${root}${place}`, `${folder}/${place}`, { recursive: true, filter: isUsed });
  }
}

/** package.json for the registry. */
function packageOf({ name, version, license, type, bin, engines, dependencies }, native) {
  const { description } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  return {
    name,
    version,
    description,
    keywords: ['synthesizer', 'eurorack', 'modular', 'music', 'audio', 'neural', 'onnx'],
    license,
    ...(values.repository === undefined ? {} : { repository: { type: 'git', url: `git+${values.repository}.git` } }),
    type,
    bin,
    engines,
    files: ['bin', 'dist', 'models', 'banks', 'boards', 'limits.conf', 'LICENSE-spleen', 'LICENSES-third-party.txt'],
    dependencies,
    bundleDependencies: Object.keys(dependencies),
    ...native,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(native.peerDependencies).map((one) => [one, { optional: true }]),
    ),
  };
}
