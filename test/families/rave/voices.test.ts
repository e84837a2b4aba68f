import { describe, expect, it } from 'vitest';
import { openModelProgram, openNetwork } from '../../../src/app/open-model-program.ts';
import type { Accelerator } from '../../../src/contracts/accelerator.ts';
import { createFakeQueuedSession } from '../../../src/contracts/fakes/fake-run-queue.ts';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { shareSession } from '../../../src/model/shared-session.ts';
import { createLiveVoice } from '../../../src/voice/live-voice.ts';
import { createPolyVoice } from '../../../src/voice/poly-voice.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { loudest, play } from '../../voice/playing.ts';
import { accelerator, encodedSet, loadTiny, ringing, TINY_RAVE } from './tiny-rave.ts';

const HOP = 256;
const hit = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 4, decay: 0.02, loudness: 0.2 });
const note = { kind: 'note', isOn: true, pitch: 0, level: 0, sharpness: 0 } as const;

describe('voices of a model of the family rave', () => {
  it('sound beside each other: two notes are the sum of each alone', async () => {
    const model = await loadTiny();
    const patch = {
      a: await encodedSet(model, hit, ringing(440)),
      gateMode: 'one-shot',
      loopMode: 'resynthesis',
    } as const;
    const sound = async (
      keys: readonly (readonly [at: number, pitch: number, key: number])[],
    ): Promise<Float32Array> => {
      const session = await openSession(model, accelerator);
      const sessions = shareSession(session, 2);
      const voice = await createPolyVoice({ model, sessions, seed: 3, patch, alternates: false });
      const into = new Float32Array(50 * HOP);
      for (let at = 0; at < into.length; at += 64) {
        for (const [start, pitch, key] of keys) if (start === at) voice.note({ ...note, key, pitch });
        await voice.render(into, at, at + 64);
      }
      await session.close();
      return into;
    };
    const [first, both] = [
      await sound([[0, 0, 1]]),
      await sound([
        [0, 0, 1],
        [640, 0.5, 2],
      ]),
    ];
    const session = await openSession(model, accelerator);
    const mono = await createLiveVoice({ model, session, seed: 3, patch });
    mono.gate(0, true);
    expect(first).toEqual(await play(mono, 50 * HOP));
    expect(loudest(first)).toBeGreaterThan(0.01);
    expect(loudest(both.subarray(0, 640).map((x, n) => x - first[n]))).toBe(0);
    expect(loudest(both.subarray(640).map((x, n) => x - first[640 + n]))).toBeGreaterThan(0.01);
    await session.close();
  });

  /** On a board on whose clock a run takes `runMs`. */
  async function open(runMs: number, voices: number) {
    let nowMs = 0;
    const timed: Accelerator = {
      ...accelerator,
      open: async (artifact) => {
        const session = await accelerator.open(artifact);
        const run = (): void | Promise<void> => {
          nowMs += runMs;
          return session.run();
        };
        return { ...session, run };
      },
    };
    let threads = 0;
    const program = await openModelProgram(
      {
        kind: 'model',
        modelsDirectory: '/nowhere',
        model: TINY_RAVE,
        seed: 1,
        voices: { mode: 'poly', count: voices },
        patch: { a: hit, gateMode: 'one-shot', loopMode: 'resynthesis' },
      },
      timed,
      {
        block: 256,
        nowMs: () => nowMs,
        startNetwork: async ({ modelsDirectory, model }, hop) => {
          threads++;
          const network = { modelsDirectory, model, hop, accelerator: undefined, isFallback: false };
          const { session } = await openNetwork(network, accelerator);
          return createFakeQueuedSession({ session, clock: createManualClock(), runUs: () => 0 });
        },
      },
    );
    return { program, threads };
  }

  it('share the render thread while all of them fit there', async () => {
    const { program, threads } = await open(0.05, 3);
    program.setLive?.(true);
    expect([threads, program.notice]).toEqual([0, undefined]);
    await program.close();
  });

  it('have a thread each where they do not fit in the render thread', async () => {
    const { program, threads } = await open(0.8, 3);
    program.setLive?.(true);
    expect([threads, program.notice]).toEqual([3, undefined]);
    program.renderer.note?.({ ...note, key: 1 });
    program.renderer.note?.({ ...note, key: 2, pitch: 1 });
    expect(loudest(await play(program.renderer, 60 * HOP))).toBeGreaterThan(1e-4);
    await program.close();
  });

  it('are refused beyond those that the network can run live, by a sentence; a file has all of them', async () => {
    const live = await open(1.3, 8);
    live.program.setLive?.(true);
    expect(live.program.notice).toMatch(
      /plays one voice on this board, not 8: a run for each takes 1\.3 ms of a hop of 2\.9 ms/,
    );
    await live.program.close();
    const file = await open(1.3, 2);
    file.program.setLive?.(false);
    expect(file.program.notice ?? '').not.toMatch(/voice/);
    await file.program.close();
  });
});
