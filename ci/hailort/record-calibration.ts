/**
 * Records inputs of the network while the instrument plays, in the form of a calibration set of the Hailo compiler: windows of the last
 * frames, float32 [windows, 1, frames, channels] as a .npy file. Every sound of the bank, unchanged and with its transient bent and
 * varied, and crossfades between pairs.
 *
 *   node build/bundle-program.js ci/hailort/record-calibration.ts dist/hailort/record-calibration.js
 *   node dist/hailort/record-calibration.js [calibration.npy] [windows] [model folder] [frames]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES } from '../../src/app/services.ts';
import { readPanelVoltages } from '../../src/cli/render/panel-voltages.ts';
import { renderSound } from '../../src/cli/render/render-sound.ts';
import type { InferenceSession } from '../../src/contracts/accelerator.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';

const [file = 'dist/hailort/calibration.npy', count = '1024', folder = 'models/impacts', reach = '67'] =
  process.argv.slice(2);
const WINDOWS = Number(count);
const FRAMES = Number(reach);
/** The jacks: the sound as it is, sharper, softer, varied, and half-way to the next one. */
const VOLTAGES = [{}, { cv3: '4' }, { cv3: '-4' }, { cv4: '2.5' }, { cv1: '2.5', cv4: '1' }];

const models = createContainer({ modelsDirectory: resolve(folder, '..') }).get(SERVICES.models);
const model = await models.load(resolve(folder));
const { sets } = await readBank(resolve('banks/factory.nrbank')); // of the model's own grid
const channels = model.manifest.silence.length;

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Windows kept of a rendering, so that all sounds get their share. */
const perSound = Math.ceil(WINDOWS / (sets.length * VOLTAGES.length));
const recorded: Float32Array[] = [];

/** Frames one after the other, the newest last: NHWC with a height of 1. */
function recording(session: InferenceSession): InferenceSession {
  const window = new Float32Array(FRAMES * channels);
  const windows: Float32Array[] = [];
  return {
    ...session,
    run: () => {
      window.copyWithin(0, channels);
      window.set(session.inputs.get('x') ?? [], (FRAMES - 1) * channels);
      if (!isSame(window, windows.at(-1))) windows.push(window.slice()); // repeated silence adds nothing
      return session.run();
    },
    close: async () => {
      const step = windows.length / perSound;
      // Elsewhere in each rendering: beyond its transient a sound bent at the front is the same as before.
      const phase = (recorded.length * GOLDEN) % 1;
      for (let n = 0; n < perSound; n++) recorded.push(windows[Math.floor((n + phase) * step)]);
      await session.close();
    },
  };
}

const recordingModels = { ...models, open: async (opened: typeof model) => recording(await models.open(opened)) };
for (const [n, a] of sets.entries()) {
  for (const [k, voltages] of VOLTAGES.entries()) {
    const controls = await readPanelVoltages(voltages);
    const b = 'cv1' in voltages ? sets[(n + 1) % sets.length] : undefined;
    await renderSound({ models: recordingModels, model, a, b, controls, seed: n * VOLTAGES.length + k, seconds: 1.5 });
  }
  process.stderr.write(`\r${n + 1} of ${sets.length} sounds`);
}
const kept = recorded.filter(
  (_, i) => Math.floor((i * WINDOWS) / recorded.length) !== Math.floor(((i - 1) * WINDOWS) / recorded.length),
);

mkdirSync(dirname(resolve(file)), { recursive: true });
writeFileSync(file, npy(kept.slice(0, WINDOWS), [1, FRAMES, channels]));
process.stderr.write(
  `\n${file}: ${Math.min(kept.length, WINDOWS)} windows of ${FRAMES} frames of ${channels} numbers\n`,
);

function isSame(a: Float32Array, b: Float32Array | undefined): boolean {
  return b !== undefined && a.every((value, i) => value === b[i]);
}

/** NumPy's file format 1.0. */
function npy(rows: readonly Float32Array[], shape: readonly number[]): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${[rows.length, ...shape].join(', ')}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([padded.length & 255, padded.length >> 8]),
  ]);
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), ...rows.map((row) => Buffer.from(row.buffer))]);
}
