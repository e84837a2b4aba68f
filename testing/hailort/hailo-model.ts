import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSchema } from '../../src/model/manifest.ts';
import { type FakeStream, fakeHef } from './fake-hef.ts';

/** Range of a stream as a factor of the reference vectors' extremes, as after a calibration. */
const ROOM = 1.5;

/**
 * Creates a folder of models with a copy of one model that also runs on a fake Hailo-8: its stateless ONNX in a fake HEF, with 16-bit
 * frames and streams of `room` times the range of the reference vectors. Returns the folder.
 */
export function addHef(models: string, name: string, { room = ROOM } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'hailo-model-'));
  const to = join(folder, name);
  cpSync(join(models, name), to, { recursive: true });
  const text = readFileSync(join(to, 'manifest.json'), 'utf8');
  const manifest = manifestSchema.parse(JSON.parse(text));
  const { reference } = manifest;
  const source = manifest.artifacts.find(({ kind }) => kind === 'stateless');
  if (source === undefined || reference === undefined) throw new Error(`${name} has no stateless artifact to compile`);
  const stream = (original: string, shape: readonly number[], values: string): FakeStream => {
    const [, features, height, width] = shape;
    return {
      name: `${name}/${original}_layer`,
      original,
      shape: [height, width, features],
      type: 'uint16',
      range: rangeOf(join(to, values), room),
    };
  };
  const [[x], [y]] = [source.inputs, source.outputs];
  const hef = fakeHef([
    {
      name,
      inputs: [stream(x.name, x.shape, reference.input)],
      outputs: [stream(y.name, y.shape, reference.output)],
      onnx: readFileSync(join(to, source.file)),
    },
  ]);
  const file = `${name}.hef`;
  writeFileSync(join(to, file), hef);
  const sha256 = createHash('sha256').update(hef).digest('hex');
  const artifacts = [...manifest.artifacts, { ...source, accelerator: 'hailo-8', file, sha256 }];
  writeFileSync(join(to, 'manifest.json'), JSON.stringify({ ...JSON.parse(text), artifacts }));
  return folder;
}

function rangeOf(file: string, room: number): readonly [number, number] {
  const bytes = readFileSync(file);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const [low, high] = values.reduce(([min, max], value) => [Math.min(min, value), Math.max(max, value)], [0, 0]);
  return [room * low, room * high];
}
