// Renders the sound that the instrument plays while its model warms up: the default set on the default model, as raw float32
// samples in dist/start-up, with a description beside. Rendered again when model or bank is newer.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}dist/start-up`;
const target = `${folder}/impacts.f32`;
const sources = ['models/impacts/manifest.json', 'banks/factory.nrbank'].map((path) => `${root}${path}`);
const isFresh = existsSync(target) && sources.every((path) => statSync(path).mtimeMs < statSync(target).mtimeMs);

try {
  if (!isFresh) render();
} catch (cause) {
  // The instrument plays without it too, half a second later.
  process.stderr.write(`no start-up sound: ${cause.message}\n`);
}

function render() {
  mkdirSync(folder, { recursive: true });
  const wav = `${folder}/impacts.wav`;
  const neurorack = (...args) =>
    execFileSync(process.execPath, [`${root}bin/neurorack.js`, ...args], { encoding: 'utf8' });
  const sound = { set: 'Boom', seed: 1 };
  neurorack('render', '--set', sound.set, '--seed', String(sound.seed), '--format', 'float32', '-o', wav);
  const bytes = readFileSync(wav);
  const data = bytes.indexOf('data', 36, 'latin1') + 8;
  writeFileSync(target, bytes.subarray(data));
  writeFileSync(`${folder}/impacts.json`, JSON.stringify(sound));
  rmSync(wav);
}
