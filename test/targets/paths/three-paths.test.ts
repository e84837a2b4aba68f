import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOnnxAccelerator } from '@neurorack/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { logSpectralDistanceDb } from '../../../src/cli/bench/log-spectral-distance.ts';
import type { Accelerator, InferenceSession } from '../../../src/contracts/accelerator.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { createTensorRtAccelerator } from '../../../targets/jetson-tensorrt/src/index.ts';
import { createHailoAccelerator } from '../../../targets/pi-hailo/src/index.ts';
import * as hailo from '../../../testing/hailort/fake-library.ts';
import { addHef } from '../../../testing/hailort/hailo-model.ts';
import * as tensorrt from '../../../testing/tensorrt/fake-library.ts';
import { perform } from '../../sound/play-performance.ts';
import { openShippedModel } from '../../sound/player.ts';

const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));
const hasCompilers = hailo.hasCompiler && tensorrt.hasCompiler;

/** Triggers, a crossfade, an attack, a later window, a loop: every kind of input of the network. */
const PERFORMANCE = `
  0     gate1 tap
  0.7   cv1 -> 5 in 0.6
  0.8   gate1 tap
  1.5   cv3 5
  1.5   gate1 tap
  2     cv2 1
  2     gate1 tap
  2.2   gate2 on
  2.7   gate2 off
  3     end
`;

/** A shorter one, for faults that are audible at once. */
const SHORT_PERFORMANCE = '0 gate1 tap\n0.2 cv1 -> 5 in 0.3\n0.4 gate1 tap\n0.8 end';

/** An accelerator, and its maximum log-spectral distance from float32 on the CPU, dB. */
interface Path {
  readonly name: string;
  readonly accelerator: () => Accelerator;
  readonly models: () => string;
  readonly precision: string;
  readonly maxDb: number;
}

let withHef = '';
const tensorRt = (precision: 'fp16' | 'fp32'): Accelerator => {
  const engines = mkdtempSync(join(tmpdir(), 'engines-'));
  return createTensorRtAccelerator({ precision, engines, library: tensorrt.buildFake('10.3').library });
};
const hailo8 = (): Accelerator =>
  createHailoAccelerator({ chip: 'hailo-8', library: hailo.buildFake(), timeoutMs: 5000 });

const PATHS: readonly Path[] = [
  {
    name: 'TensorRT, fp32',
    accelerator: () => tensorRt('fp32'),
    models: () => MODELS,
    precision: 'fp32',
    maxDb: 0.01,
  },
  { name: 'TensorRT, fp16', accelerator: () => tensorRt('fp16'), models: () => MODELS, precision: 'fp16', maxDb: 0.1 },
  { name: 'Hailo-8, int8', accelerator: hailo8, models: () => withHef, precision: 'int8', maxDb: 1 },
];

describe.skipIf(!hasCompilers)('one performance through three accelerators', () => {
  let sets: Pick<Parameters<typeof perform>[1], 'a' | 'b'>;
  let reference: Float32Array;
  const distanceOf = async (
    accelerator: Accelerator,
    modelsDirectory: string,
    played = PERFORMANCE,
  ): Promise<number> => {
    const sound = await perform(played, { ...sets, accelerator, modelsDirectory });
    const as = played === PERFORMANCE ? reference : await perform(played, { ...sets });
    return logSpectralDistanceDb(as, sound);
  };

  beforeAll(async () => {
    withHef = addHef(MODELS, 'impacts');
    hailo.buildFake();
    tensorrt.buildFake('10.3');
    const { factorySet } = await openShippedModel('impacts');
    sets = { a: await factorySet('Boom'), b: await factorySet('Cowbell') };
    reference = await perform(PERFORMANCE, { ...sets, accelerator: createOnnxAccelerator() });
  }, tensorrt.COMPILATION_MS);

  it('is not silence', () => {
    expect(reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(0.2);
  });

  it.each(PATHS)('$name agrees with the reference vectors within the tolerance of its precision', async (path) => {
    const models = createModelLibrary({
      directory: path.models(),
      families: FAMILIES,
      accelerator: path.accelerator(),
    });
    const checked = await models.check(await models.load('impacts'));
    expect(checked.map(({ artifact, passed }) => [artifact.precision, passed])).toEqual([[path.precision, true]]);
    expect(checked[0].maxError).toBeGreaterThan(0);
  });

  it('detects by the reference vectors a Hailo-8 whose streams clip a triggered sound', async () => {
    const directory = addHef(MODELS, 'impacts', { room: 0.3 });
    const models = createModelLibrary({ directory, families: FAMILIES, accelerator: hailo8() });
    const [checked] = await models.check(await models.load('impacts'));
    expect(checked).toMatchObject({ passed: false });
  });

  it.each(PATHS)('$name sounds within $maxDb dB of float32 on the CPU', async (path) => {
    const distance = await distanceOf(path.accelerator(), path.models());
    expect(distance).toBeLessThan(path.maxDb);
  });

  it.each([
    ['returns the outputs of the previous run', (session: InferenceSession) => stale(session)],
    ['swaps two outputs', (session: InferenceSession) => swapped(session)],
    ['has a history one frame late', (session: InferenceSession) => late(session)],
  ])('detects a chip that %s', async (_, withFault) => {
    const accelerator = hailo8();
    const faulty: Accelerator = {
      name: accelerator.name,
      open: async (artifact) => withFault(await accelerator.open(artifact)),
    };
    const distance = await distanceOf(faulty, withHef, SHORT_PERFORMANCE);
    expect(distance).toBeGreaterThan(PATHS[2].maxDb);
  });
});

const tensorOf = (tensors: ReadonlyMap<string, Float32Array>): Float32Array => [...tensors.values()][0];

function stale(session: InferenceSession): InferenceSession {
  const y = tensorOf(session.outputs);
  let before = Float32Array.from(y);
  return {
    ...session,
    run: async () => {
      await session.run();
      const now = Float32Array.from(y);
      y.set(before);
      before = now;
    },
  };
}

function swapped(session: InferenceSession): InferenceSession {
  const y = tensorOf(session.outputs);
  return {
    ...session,
    run: async () => {
      await session.run();
      y.copyWithin(8, 0, y.length / 2);
    },
  };
}

function late(session: InferenceSession): InferenceSession {
  const x = tensorOf(session.inputs);
  return {
    ...session,
    run: async () => {
      const written = Float32Array.from(x);
      x.copyWithin(1, 0);
      await session.run();
      x.set(written);
    },
  };
}
