import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Accelerator } from '../../../src/contracts/accelerator.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { createLiveVoice } from '../../../src/voice/live-voice.ts';
import { createTensorRtAccelerator } from '../../../targets/jetson-tensorrt/src/index.ts';
import {
  buildFake,
  COMPILATION_MS,
  type Generation,
  hasCompiler,
  temporaryFolder,
} from '../../../testing/tensorrt/fake-library.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import {
  encodedSet,
  IMPORTED,
  IMPORTED_NAMES,
  loadTiny,
  accelerator as onnx,
  ringing,
} from '../../families/rave/tiny-rave.ts';
import { rms } from '../../families/sinc-nsf/test-model.ts';
import { copyOfTinyModel, editManifest } from '../../model/tiny-model.ts';
import { play } from '../../voice/playing.ts';

/** The oldest interface and the newest one that can still choose half precision. */
const RELEASES: readonly Generation[] = ['8.2', '10.3'];

describe.skipIf(!hasCompiler)('an imported RAVE decoder over TensorRT', () => {
  beforeAll(() => {
    for (const release of RELEASES) buildFake(release);
  }, COMPILATION_MS);

  const tensorRt = (precision: 'fp16' | 'fp32', release: Generation = '10.3'): Accelerator =>
    createTensorRtAccelerator({ precision, engines: temporaryFolder(), library: buildFake(release).library });
  const checked = async (accelerator: Accelerator, name: string, directory = IMPORTED) => {
    const models = createModelLibrary({ directory, families: FAMILIES, accelerator });
    const model = await models.load(name);
    const [first] = await models.check(model);
    return { ...first, tolerances: model.manifest.reference.tolerance };
  };

  it.each(RELEASES.flatMap((release) => IMPORTED_NAMES.map((name) => [release, name] as const)))(
    'is built from the fp32 file, and in half precision stays within the tolerance of fp16: %s, %s',
    async (release, name) => {
      const { artifact, passed, tolerance, tolerances, frames, maxError } = await checked(
        tensorRt('fp16', release),
        name,
      );
      expect(artifact).toMatchObject({ accelerator: 'tensorrt', precision: 'fp16', file: `${name}.onnx` });
      expect([passed, tolerance, frames]).toEqual([true, tolerances.fp16, 48]);
      // Every number was rounded, and its state at every hop: not the result of fp32.
      expect(maxError).toBeGreaterThan(tolerances.fp32);
    },
  );

  it.each(IMPORTED_NAMES)('is exact in fp32: %s', async (name) => {
    const { passed, tolerance, tolerances } = await checked(tensorRt('fp32'), name);
    expect([passed, tolerance]).toEqual([true, tolerances.fp32]);
  });

  it('is refused by the check where the tolerance of fp16 is smaller than what half precision costs', async () => {
    const { directory, folder } = await copyOfTinyModel('mine', join(IMPORTED, 'v2-small'));
    await editManifest(folder, /"fp16": [0-9.e-]+/, '"fp16": 0.000001');
    expect(await checked(tensorRt('fp16'), 'mine', directory)).toMatchObject({ passed: false, tolerance: 1e-6 });
  });

  it('plays a note in half precision as the processor does, 45 dB apart at least', async () => {
    const model = await loadTiny(join(IMPORTED, 'v2-small'));
    const hit = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 4, decay: 0.02, loudness: 0.3 });
    const patch = {
      a: await encodedSet(model, hit, ringing(440)),
      gateMode: 'one-shot',
      loopMode: 'resynthesis',
    } as const;
    const [exact, halved] = await Promise.all(
      [onnx, tensorRt('fp16')].map(async (accelerator) => {
        const session = await openSession(model, accelerator);
        const voice = await createLiveVoice({ model, session, seed: 3, patch });
        voice.gate(0, true);
        const sound = await play(voice, 60 * 256);
        await session.close();
        return sound;
      }),
    );
    const difference = rms(halved.map((x, n) => x - (exact[n] ?? 0)));
    expect(difference).toBeGreaterThan(0);
    expect(20 * Math.log10(rms(exact) / difference)).toBeGreaterThan(45);
  });
});
