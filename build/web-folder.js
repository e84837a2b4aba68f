// The instrument as a folder for any static host: page, Workers, ONNX Runtime, models, factory bank. All addresses in it are relative.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { unzipSync, zipSync } from 'fflate';
import { BROWSER_BUNDLE } from './browser-modules.js';
import { buildServiceWorker } from './build-service-worker.js';
import { root } from './bundle.js';
import { splitPlanes } from './byte-planes.js';

const SOURCES = 'targets/browser/src';
const TRANSPORT = 'panel/page-transport.ts';
const WORKERS = ['worker/instrument-worker.ts', 'worker/render-worker.ts', 'storage/bank-worker.ts'];
/** Bundles without chunks: the page of figures, and a worklet, which some browsers let import nothing. */
const WHOLE = ['page/main.ts', 'audio/sound-worklet.ts'];

/**
 * Writes the folder.
 *
 * @param models folder of the models
 * @returns esbuild's metafile
 */
export async function buildWebFolder({ folder, models, version }) {
  const panel = ['--transport', `${root}${SOURCES}/${TRANSPORT}`, '--out', folder];
  execFileSync(process.execPath, [`${root}build/build-panel.js`, ...panel], { stdio: 'inherit' });
  const bundle = (files, splitting) =>
    build({
      ...BROWSER_BUNDLE,
      absWorkingDir: root,
      entryNames: '[name]',
      chunkNames: 'chunks/[name]-[hash]',
      metafile: true,
      entryPoints: files.map((file) => `${SOURCES}/${file}`),
      outdir: folder,
      splitting,
    });
  const [{ metafile }] = await Promise.all([bundle(WORKERS, true), bundle(WHOLE, false)]);
  cpSync(`${root}${SOURCES}/page/figures.html`, join(folder, 'figures.html'));
  writeBank(join(folder, 'banks'));
  cpSync(`${root}LICENSE`, join(folder, 'LICENSE'));
  for (const suffix of ['mjs', 'wasm']) {
    const name = `ort-wasm-simd-threaded.${suffix}`;
    cpSync(`${root}node_modules/onnxruntime-web/dist/${name}`, join(folder, 'onnx', name));
  }
  const names = readdirSync(models).filter((name) => isForPage(join(models, name, 'manifest.json')));
  for (const name of names) copyModel(join(models, name), join(folder, 'models', name));
  writeFileSync(join(folder, 'instrument.json'), `${JSON.stringify({ version, models: names })}\n`);
  await buildServiceWorker(folder);
  return metafile;
}

/** Writes the factory bank with its entries as they are: the host's compression of the whole file makes it smaller than that of each entry. */
function writeBank(to) {
  const entries = unzipSync(readFileSync(`${root}banks/factory.nrbank`));
  mkdirSync(to, { recursive: true });
  // The first time that a zip can state: the same bank gives the same bytes.
  writeFileSync(join(to, 'factory.nrbank'), zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) }));
}

/** Whether the page plays the model: it encodes no sets, which a model with a texture plays encoded. */
function isForPage(manifest) {
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).timbre?.texture === undefined;
}

/** Copies a model with its fp32 network alone, which ONNX Runtime plays, in planes. */
function copyModel(from, to) {
  const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8'));
  const artifacts = manifest.artifacts.filter((one) => one.accelerator === 'onnxruntime' && one.precision === 'fp32');
  mkdirSync(to, { recursive: true });
  for (const { file } of artifacts)
    writeFileSync(join(to, `${file}.planes`), splitPlanes(readFileSync(join(from, file))));
  writeFileSync(join(to, 'manifest.json'), `${JSON.stringify({ ...manifest, artifacts })}\n`);
}
