import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { FAMILIES } from '../../src/families/families.ts';
import type { ModelFamily } from '../../src/model/family.ts';
import { createModelLibrary } from '../../src/model/model-library.ts';
import { SUBFRAME, type Synthesis } from '../../src/model/synthesis.ts';
import { createLiveVoice } from '../../src/voice/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { copyOfTinyModel, editManifest } from '../model/tiny-model.ts';
import { loudest, play } from '../voice/playing.ts';
import { rms } from './sinc-nsf/test-model.ts';

const SUBFRAMES = 8;

/** A sine at the path's pitch. Its network takes the eight levels of a hop and answers with the amplitudes of the eight sub-frames. */
const TOY: ModelFamily = {
  name: 'toy',
  parse: ({ manifest }) => ({
    network: { inputSize: SUBFRAMES, outputSize: SUBFRAMES },
    levelsPerFrame: SUBFRAMES,
    latencyFrames: 0,
    createSynthesizer: () => ({
      createInput: () => ({
        size: SUBFRAMES,
        reset: () => undefined,
        fill: (_frame, level, _timbre, into) => into.set(level),
      }),
      outputSize: SUBFRAMES,
      subframes: SUBFRAMES,
      latencyFrames: 0,
      createSynthesis: () => createSine(manifest.sampleRate),
    }),
  }),
};

function createSine(sampleRate: number): Synthesis {
  let phase = 0;
  let amplitude = 0;
  function render(to: number, f0: number, into: Float32Array): void {
    const from = amplitude;
    for (let n = 0; n < into.length; n++) {
      phase += f0 / sampleRate;
      into[n] = (from + ((to - from) * n) / into.length) * Math.SQRT2 * Math.sin(2 * Math.PI * phase);
    }
    amplitude = to;
  }
  return {
    reset: () => {
      phase = 0;
      amplitude = 0;
    },
    render: ([y], { [SUBFRAME.f0Start]: from, [SUBFRAME.f0End]: to }, into) => render(y, (from + to) / 2, into),
    setTimbre: () => undefined,
    release: (subframe, into) => render(0, subframe[SUBFRAME.f0End], into),
    skip: (f0Start, f0End, samples) => {
      phase += ((f0Start + f0End) * samples) / (2 * sampleRate);
    },
  };
}

const WEIGHTS = 'weights of a toy';

/** A models directory with one toy model; its accelerator returns the network's input (`leakySum` without state). */
async function openToyLibrary() {
  const { directory, folder } = await copyOfTinyModel('toy');
  await writeFile(join(folder, 'toy.bin'), WEIGHTS);
  const artifact = {
    accelerator: 'fake',
    precision: 'fp32',
    kind: 'stateful',
    file: 'toy.bin',
    sha256: createHash('sha256').update(WEIGHTS).digest('hex'),
    inputs: [{ name: 'x', shape: [1, SUBFRAMES, 1, 1] }],
    outputs: [{ name: 'y', shape: [1, SUBFRAMES, 1, 1] }],
    state: [],
  };
  await editManifest(folder, '"sinc-nsf"', '"toy"');
  await editManifest(folder, /"silence": \[[^\]]*\]/, `"silence": ${JSON.stringify(new Array(SUBFRAMES).fill(0))}`);
  await editManifest(
    folder,
    /"artifacts": \[.*\],\s*"reference"/s,
    `"artifacts": [${JSON.stringify(artifact)}], "reference"`,
  );
  const accelerator = createFakeAccelerator();
  return { folder, models: createModelLibrary({ directory, families: [...FAMILIES, TOY], accelerator }) };
}

describe('a second family, handed to the library', () => {
  it('plays through the live voice: a sine at the set’s pitch and level', async () => {
    const { models } = await openToyLibrary();
    const model = await models.load('toy');
    expect(model.family).toBe('toy');
    const session = await models.open(model);
    const a = impactSet({ frames: 120, onset: 0, peak: 1, decay: 0.04, loudness: 0.3, colour: { f0: 441 } });
    const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const voice = await createLiveVoice({ model, session, seed: 1, patch });
    expect(voice.latencyFrames).toBe(0);
    voice.gate(0, true);
    const { hop, sampleRate } = model.manifest;
    const sound = await play(voice, 121 * hop);
    for (const k of [4, 20, 60, 110]) {
      const part = sound.subarray(k * hop, (k + 2) * hop);
      const level = rms(a.level.subarray(k * SUBFRAMES, (k + 2) * SUBFRAMES));
      expect(rms(part) / level, `hop ${k}`).toBeCloseTo(1, 1);
    }
    const risingCrossings = sound.subarray(0, sampleRate / 2).filter((x, n) => n > 0 && x >= 0 && sound[n - 1] < 0);
    expect(risingCrossings.length).toBeGreaterThan(217);
    expect(risingCrossings.length).toBeLessThan(223);
    // The DC blocker rings on below this.
    expect(loudest(await play(voice, hop))).toBeLessThan(1e-3);
    expect(voice.isSounding).toBe(false);
    await session.close();
  });

  it('has its tensors checked as every family has', async () => {
    const { models, folder } = await openToyLibrary();
    await editManifest(folder, `"x","shape":[1,${SUBFRAMES}`, `"x","shape":[1,${DESCRIPTORS.length}`);
    await expect(models.load('toy')).rejects.toMatchObject({
      kind: 'bad-model',
      message: expect.stringContaining('artifacts[0].inputs: x is 1×7×1×1, the family toy needs 1×8×1×1'),
    });
  });
});
