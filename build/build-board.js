// Builds the bundle of one board: `npm run build -- --board pi5-cpu` writes the folder dist/boards/pi5-cpu and the archive
// neurorack-pi5-cpu-<version>.tgz beside it. A bundle contains that board's target only, and the models' artifacts for its accelerator only.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importTypeScript, root } from './bundle.js';
import { bundleLockfile } from './bundle-lockfile.js';
import { BUNDLED } from './bundled-packages.js';
import { buildCli } from './cli-bundle.js';
import { buildWebFolder } from './web-folder.js';

const { values } = parseArgs({
  options: {
    board: { type: 'string' },
    models: { type: 'string', default: `${root}models` },
    out: { type: 'string', default: `${root}dist/boards` },
    sign: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || values.board === undefined) {
  process.stdout.write(
    'Usage: npm run build -- --board <id|file.yaml> [--models <folder>] [--out <folder>] [--sign <key.pem>]\n\n' +
      'Builds the instrument for a board of boards/, or of a board file elsewhere, into dist/boards/<id>.\n' +
      '--sign signs build.json with an Ed25519 key: boards that have its public key install nothing else (docs/security.md).\n',
  );
  process.exit(values.help ? 0 : 2);
}

const signingKey = values.sign === undefined ? undefined : readSigningKey(values.sign);

/** A board file from elsewhere has its panel beside it, in panel/. */
const boards = values.board.endsWith('.yaml') ? resolve(dirname(values.board)) : `${root}boards`;
const board = await readBoard(basename(values.board, '.yaml'));
if (board.target === 'browser') {
  await buildWeb();
  process.exit(0);
}
const { readSourceState } = await importTypeScript('src/cli/bench/source-state.ts');
const { boardPackages } = await importTypeScript('src/board/board-packages.ts');
const { nativeFolder } = await importTypeScript('src/board/check-target.ts');
const { acceleratorName } = await importTypeScript('src/board/accelerator-name.ts');
const { FAMILIES } = await importTypeScript('src/families/families.ts');
const version = versionOfCheckout();
const folder = join(values.out, board.id);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const metafile = await buildCli({ outdir: resolve(folder, 'dist/cli'), boardTarget: boardModule(board) });
cpSync(`${root}bin`, `${folder}/bin`, { recursive: true });
cpSync(`${root}dist/panel`, `${folder}/dist/panel`, { recursive: true });
cpSync(`${root}dist/start-up`, `${folder}/dist/start-up`, { recursive: true });
cpSync(`${root}banks/factory.nrbank`, `${folder}/banks/factory.nrbank`);
copyModels();
copyNativePart(await nativeFolder(board, `${root}targets`));
copyWasm();
copyContainer();
cpSync(`${boards}/${board.id}.yaml`, `${folder}/boards/${board.id}.yaml`);
if (board.panel !== undefined)
  cpSync(`${boards}/panel/${board.panel.id}.yaml`, `${folder}/boards/panel/${board.panel.id}.yaml`);
writeFileSync(`${folder}/board.json`, `${JSON.stringify(board, null, 2)}\n`);
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
const manifest = packageOf(metafile);
writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(`${folder}/package-lock.json`, `${JSON.stringify(bundleLockfile(lock, manifest), null, 2)}\n`);
cpSync(`${root}packaging`, folder, { recursive: true });
// Licences of the code, and of the font whose pixels it contains.
cpSync(`${root}LICENSE`, `${folder}/LICENSE`);
cpSync(`${root}src/ui/fonts/LICENSE-spleen`, `${folder}/LICENSE-spleen`);
writeManifest();
const archive = join(values.out, `neurorack-${board.id}-${version}.tgz`);
execFileSync('tar', ['-czf', archive, '--owner=0', '--group=0', '-C', values.out, board.id]);
const size = (path) => `${(statSync(path).size / 2 ** 20).toFixed(1)} MB`;
process.stdout.write(`${relative(root, archive)}: ${size(archive)}, ${files(folder).length} files\n`);

/** Writes the folder of a board that is a web page; it has no archive. */
async function buildWeb() {
  const web = join(values.out, board.id);
  rmSync(web, { recursive: true, force: true });
  await buildWebFolder({ folder: resolve(web), models: values.models, version: versionOfCheckout() });
  process.stdout.write(`${relative(root, web)}: ${files(web).length} files\n`);
}

function versionOfCheckout() {
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version;
}

/** The private key that signs a bundle. */
function readSigningKey(path) {
  const key = (() => {
    try {
      return createPrivateKey(readFileSync(path));
    } catch {
      return undefined;
    }
  })();
  if (key?.asymmetricKeyType === 'ed25519') return key;
  process.stderr.write(
    `error: ${path} is no private key for Ed25519\nremedy: make one: openssl genpkey -algorithm ed25519 -out key.pem\n`,
  );
  process.exit(2);
}

/** The board with its panel, by the instrument's own loader. */
async function readBoard(id) {
  const { loadBoard } = await importTypeScript('src/board/board.ts');
  return loadBoard(boards, id, `${root}targets`).catch((error) => {
    const remedy = error.remedy ?? 'give an id of boards/, or a file whose panel lies beside it in panel/';
    process.stderr.write(`error: ${error.message}\nremedy: ${remedy}\n`);
    process.exit(2);
  });
}

/** The module that replaces src/app/board-target.ts; undefined for the host, whose module is the checkout's. */
function boardModule({ target }) {
  if (target === 'host') return undefined;
  return [
    `import { createTarget } from '@neurorack/target-${target}';`,
    `export const boardConfig = ${JSON.stringify(board)};`,
    'export const boardTarget = createTarget(boardConfig);',
  ].join('\n');
}

/**
 * Copies model folders with the artifacts of the board: those of its accelerator, and the fp32 network for the CPU, the fallback. Model cards
 * and their pictures are left out.
 */
function copyModels() {
  const accelerator = acceleratorName(board.accelerator);
  const { precision } = board.accelerator;
  const isPlain = (one) => one.accelerator === 'onnxruntime' && one.precision === 'fp32';
  const isOwn = (one) => one.accelerator === accelerator && one.precision === precision;
  for (const name of readdirSync(values.models)) {
    const from = join(values.models, name);
    if (!existsSync(`${from}/manifest.json`)) continue;
    const manifest = JSON.parse(readFileSync(`${from}/manifest.json`, 'utf8'));
    const artifacts = manifest.artifacts.filter((one) => isPlain(one) || isOwn(one));
    const refusal = FAMILIES.find((family) => family.name === manifest.family)?.refusals?.[accelerator];
    if (refusal !== undefined) {
      process.stderr.write(
        `warning: the model ${name} does not run on ${accelerator}, the processor will play it: ${refusal}\n` +
          `remedy: none for this chip; \`neurorack doctor --board ${board.id}\` estimates what its processor plays\n`,
      );
    } else if (board.accelerator.kind === 'hailort' && !artifacts.some(isOwn)) {
      process.stderr.write(
        `warning: the model ${name} has no HEF for ${accelerator}: the processor will play it\n` +
          'remedy: make one as targets/pi-hailo/recipe/README.md says, and build again\n',
      );
    }
    mkdirSync(`${folder}/models/${name}`, { recursive: true });
    const { input, output } = manifest.reference;
    const encoder = (manifest.synthesis?.encoder ?? manifest.timbre?.texture?.encoder)?.file;
    const larger = (manifest.synthesis?.largerRuns ?? []).flatMap((run) => run.artifacts.map((one) => one.file));
    for (const file of [...artifacts.map((one) => one.file), ...larger, input, output, ...(encoder ? [encoder] : [])])
      cpSync(`${from}/${file}`, `${folder}/models/${name}/${file}`);
    writeFileSync(`${folder}/models/${name}/manifest.json`, `${JSON.stringify({ ...manifest, artifacts }, null, 2)}\n`);
  }
}

/** Whether ONNX Runtime in WebAssembly runs the network where onnxruntime-node does not load. */
function hasWasm() {
  return board.accelerator.fallback === 'wasm';
}

/** Copies the two files of onnxruntime-web that are needed: the package has 139 MB, for browsers mostly. */
function copyWasm() {
  if (!hasWasm()) return;
  for (const suffix of ['mjs', 'wasm']) {
    const name = `ort-wasm-simd-threaded.${suffix}`;
    cpSync(`${root}node_modules/onnxruntime-web/dist/${name}`, `${folder}/dist/onnx-wasm/${name}`);
  }
}

/** Copies the sources that install.sh compiles on the board, with the board's own headers. */
function copyNativePart(native) {
  if (!existsSync(native)) return;
  const isSource = (path) => statSync(path).isDirectory() || /(\.(c|cpp|h|hpp|md|txt)|Makefile)$/.test(path);
  cpSync(native, `${folder}/native`, { recursive: true, filter: isSource });
}

/** Copies the container that runs the bundle on a system too old for Node. */
function copyContainer() {
  const container = `${root}targets/${board.target}/container`;
  if (existsSync(container)) cpSync(container, `${folder}/container`, { recursive: true });
}

/** package.json of the bundle: the packages that it loads, at the versions of this checkout's lockfile. */
function packageOf({ outputs }) {
  // Loaded by a `require` that esbuild does not see.
  const names = new Set(['@alexanderolsen/libsamplerate-js']);
  for (const { imports } of Object.values(outputs)) {
    for (const { path, external } of imports) {
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      if (
        external &&
        !path.startsWith('node:') &&
        !BUNDLED.test(name) &&
        existsSync(`${root}node_modules/${name}/package.json`)
      )
        names.add(name);
    }
  }
  const optional = [
    '@julusian/midi',
    ...boardPackages(board),
    ...(hasWasm() ? ['onnxruntime-node'] : []),
    ...(board.target === 'host' ? ['decibri'] : []),
  ];
  const pinned = (list) =>
    Object.fromEntries([...list].sort().map((name) => [name, lock.packages[`node_modules/${name}`].version]));
  return {
    name: 'neurorack',
    version,
    description: `neurorack for ${board.name}`,
    license: 'MIT',
    type: 'module',
    private: true,
    engines: { node: '>=20.19' },
    bin: { neurorack: 'bin/neurorack.js' },
    dependencies: pinned([...names].filter((name) => !optional.includes(name))),
    optionalDependencies: pinned(optional),
    // npm 11 builds those that are true, and names others.
    allowScripts: {
      '@julusian/midi': false,
      koffi: false,
      'onnxruntime-node': false,
      'spi-device': true,
      'i2c-bus': true,
      rpio: true,
    },
  };
}

/** Writes version, commit, uncommitted changes and the checksum of every file; called last. */
function writeManifest() {
  const { commit, uncommitted } = readSourceState(root);
  const checksums = Object.fromEntries(
    files(folder).map((path) => [
      relative(folder, path),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]),
  );
  writeFileSync(
    `${folder}/build.json`,
    `${JSON.stringify({ format: 'neurorack-build', board: board.id, evidence: board.evidence, version, commit, uncommitted, targets: targetsOf(metafile), files: checksums }, null, 2)}\n`,
  );
  if (signingKey === undefined) return;
  const signature = sign(null, readFileSync(`${folder}/build.json`), signingKey);
  writeFileSync(`${folder}/build.json.sig`, `${signature.toString('base64')}\n`);
}

/** Target packages whose code the bundle contains. */
function targetsOf({ inputs }) {
  const found = Object.keys(inputs).map((path) => /^targets\/([^/]+)\//.exec(path)?.[1]);
  return [...new Set(found.filter((name) => name !== undefined))].sort();
}

function files(from) {
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
