import { expect, it } from 'vitest';
import { createFakeQueuedSession } from '../../../src/contracts/fakes/fake-run-queue.ts';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { createLiveVoice } from '../../../src/voice/live-voice.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { loudest, play, set, steepest } from '../../voice/playing.ts';
import { accelerator, encodedSet, loadTiny, ringing } from './tiny-rave.ts';

const HOP = 256;

it('a decoder on a thread of its own plays what it plays inline, later by the hops of a start, and at once from a prefetched onset', async () => {
  const model = await loadTiny();
  const session = await openSession(model, accelerator);
  const queued = await openSession(model, accelerator);
  const synthesizer = model.createSynthesizer();
  const hit = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 4, decay: 0.02, loudness: 0.3 });
  const a = await encodedSet(model, hit, ringing(440));
  const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
  const inline = await createLiveVoice({ model, session, synthesizer, seed: 3, patch });
  const ahead = await createLiveVoice({
    model,
    session: createFakeQueuedSession({
      session: synthesizer.stream?.connect(queued) ?? queued,
      clock: createManualClock(),
      runUs: () => 0,
    }),
    synthesizer,
    seed: 3,
    patch,
    ahead: { hops: 8, startHops: 10, prefetchesWhilePlaying: true },
  });
  expect(ahead.latencyFrames).toBe(inline.latencyFrames + 8 * HOP);
  inline.gate(0, true);
  ahead.gate(0, true);
  const expected = await play(inline, 60 * HOP);
  const cold = await play(ahead, 70 * HOP);
  expect(loudest(expected)).toBeGreaterThan(0.01);
  expect(loudest(cold.subarray(0, 10 * HOP))).toBe(0);
  expect(cold.subarray(10 * HOP)).toEqual(expected);
  for (let block = 0; block < 40; block++) {
    await play(ahead, HOP);
    await ahead.prepare();
  }
  ahead.gate(0, false);
  ahead.gate(0, true);
  const warm = await play(ahead, 60 * HOP);
  const difference = warm.map((x, n) => x - expected[n]);
  expect(loudest(difference)).toBeLessThan(1e-4);
  await session.close();
  await queued.close();
});

it('has no click while its latents move and its loop does, on a thread of its own', async () => {
  const model = await loadTiny();
  const inner = await openSession(model, accelerator);
  const synthesizer = model.createSynthesizer();
  const hit = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 4, decay: 0.05, loudness: 0.3 });
  const patch = {
    a: await encodedSet(model, hit, ringing(440)),
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
  } as const;
  const session = createFakeQueuedSession({
    session: synthesizer.stream?.connect(inner) ?? inner,
    clock: createManualClock(),
    runUs: () => 0,
  });
  const ahead = { hops: 8, startHops: 10, prefetchesWhilePlaying: true };
  const voice = await createLiveVoice({ model, session, synthesizer, seed: 3, patch, ahead });
  voice.gate(0, true);
  const sound = await play(voice, 30 * HOP);
  voice.gate(1, true);
  const limit = 1.5 * Math.max(steepest(sound), steepest(await play(voice, 60 * HOP)));
  expect(loudest(sound)).toBeGreaterThan(0.01);
  let moved = 0;
  for (let k = 0; k < 100; k++) {
    const at = 3 * Math.sin(k / 6);
    set(voice, { 'latent-1': at, 'latent-2': -at, scrub: 0.25 + 0.25 * Math.sin(k / 9) });
    const part = await play(voice, HOP);
    moved = Math.max(moved, loudest(part));
    expect(steepest(part), `hop ${k}`).toBeLessThan(limit);
  }
  expect(moved).toBeGreaterThan(0.01);
  await inner.close();
});
