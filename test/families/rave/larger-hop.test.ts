import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelProgram, openNetwork } from '../../../src/app/open-model-program.ts';
import type { Accelerator } from '../../../src/contracts/accelerator.ts';
import { createFakeQueuedSession } from '../../../src/contracts/fakes/fake-run-queue.ts';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import type { ModelProgramSpec } from '../../../src/engine/program.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import type { Model } from '../../../src/model/family.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { readModel } from '../../../src/model/read-model.ts';
import { createLiveVoice } from '../../../src/voice/live-voice.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { loudest, play } from '../../voice/playing.ts';
import { accelerator, encodedSet, loadTiny, ringing, TINY_RAVE } from './tiny-rave.ts';

const hit = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 4, decay: 0.02, loudness: 0.3 });

const hopsOf = (model: Model | undefined): number[] =>
  model === undefined ? [] : [model.manifest.hop, ...hopsOf(model.larger)];

it('a model with larger hops passes its reference at each of them', async () => {
  expect(hopsOf(await loadTiny())).toEqual([128, 512, 2048]);
  const models = createModelLibrary({ directory: '/nowhere', families: FAMILIES, accelerator });
  const checked = await models.check(await loadTiny());
  expect(checked.map(({ artifact: { file }, frames, passed }) => [file, frames, passed])).toEqual([
    ['tiny.onnx', 48, true],
    ['tiny-512.onnx', 12, true],
    ['tiny-2048.onnx', 3, true],
  ]);
});

it('a note sounds the same at each hop, its random latents too', async () => {
  const own = await loadTiny();
  const a = await encodedSet(own, hit, ringing(440));
  const sounds: Float32Array[] = [];
  for (let model: Model | undefined = own; model !== undefined; model = model.larger) {
    const session = await openSession(model, accelerator);
    const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const voice = await createLiveVoice({ model, session, seed: 3, patch });
    voice.gate(0, true);
    sounds.push(await play(voice, 60 * 256));
    await session.close();
  }
  const [first = new Float32Array(0), ...larger] = sounds;
  expect(loudest(first)).toBeGreaterThan(0.01);
  expect(larger).toHaveLength(2);
  for (const sound of larger) expect(loudest(sound.map((x, n) => x - (first[n] ?? 0)))).toBeLessThan(1e-4);
});

describe('a board that is too slow for the hop of a model', () => {
  /** A board on whose clock a run takes 10 ms, or `us` of it for a hop. */
  async function open(runMs: (hop: number) => number) {
    let nowMs = 0;
    const slow: Accelerator = {
      ...accelerator,
      open: async (artifact) => {
        const session = await accelerator.open(artifact);
        const hop = session.outputs.get('y')?.length ?? 0;
        const run = (): void | Promise<void> => {
          nowMs += runMs(hop);
          return session.run();
        };
        return { ...session, run };
      },
    };
    const opened: number[] = [];
    const spec: ModelProgramSpec = {
      kind: 'model',
      modelsDirectory: '/nowhere',
      model: TINY_RAVE,
      seed: 1,
      patch: { a: hit, gateMode: 'one-shot', loopMode: 'resynthesis' },
    };
    const program = await openModelProgram(spec, slow, {
      block: 256,
      nowMs: () => nowMs,
      startNetwork: async ({ modelsDirectory, model }, hop) => {
        opened.push(hop);
        const network = { modelsDirectory, model, hop, accelerator: undefined, isFallback: false };
        const { session } = await openNetwork(network, accelerator);
        return createFakeQueuedSession({ session, clock: createManualClock(), runUs: () => 0 });
      },
    });
    return { program, opened };
  }

  it('plays the first hop that is fast enough, and a notice names it', async () => {
    const { program, opened } = await open(() => 4);
    expect(opened).toEqual([512]);
    expect(program.notice).toMatch(
      /tiny takes 138 % of its hop of 128 samples: it is played at a hop of 512, 11\.6 ms/,
    );
    expect(program.hopUs).toBeCloseTo(512e6 / 44_100, 3);
    program.setLive?.(true);
    const sound = new Float32Array(256);
    let peak = 0;
    program.renderer.gate(0, true);
    for (let block = 0; block < 40; block++) {
      await program.renderer.render(sound, 0, 256);
      peak = Math.max(peak, loudest(sound));
    }
    expect(peak).toBeGreaterThan(0.001);
    await program.close();
  });

  it('plays the largest where the ones before are too slow, and is refused where that is', async () => {
    const { program, opened } = await open(() => 20);
    expect(opened).toEqual([2048]);
    await program.close();
    const refused = await open(() => 60);
    expectNamedError(() => refused.program.setLive?.(true), 'unsupported');
    await refused.program.close();
  });

  it('keeps its own hop where that is fast enough', async () => {
    const { program, opened } = await open(() => 1);
    expect(opened).toEqual([128]);
    expect(program.notice).toBeUndefined();
    await program.close();
  });
});

describe('a larger run in a manifest', () => {
  it.each([
    ['is no more than the one before', { latentsPerRun: 4 }, 'synthesis.largerRuns[1].latentsPerRun'],
    ['does not divide the reference', { latentsPerRun: 5 }, 'synthesis.largerRuns[1].latentsPerRun'],
    ['has another input than its latents', { latentsPerRun: 8 }, 'synthesis.largerRuns[1].artifacts[0].inputs'],
  ])('that %s is refused, naming the field', async (_what, changes, field) => {
    const manifest = JSON.parse(await readFile(join(TINY_RAVE, 'manifest.json'), 'utf8'));
    const [first, second] = manifest.synthesis.largerRuns;
    manifest.synthesis.largerRuns = [first, { ...second, ...changes }];
    const content = new TextEncoder().encode(JSON.stringify(manifest));
    const reading = readModel({ folder: '/models/tiny', read: async () => content }, FAMILIES);
    await expect(reading).rejects.toMatchObject({ kind: 'bad-model', message: expect.stringContaining(field) });
  });
});
