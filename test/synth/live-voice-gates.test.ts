import { describe, expect, it } from 'vitest';
import { findFamily } from '../../src/synth/families.ts';
import { createLiveVoice, type Repertory } from '../../src/synth/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { openFakeNetwork } from './fakes.ts';
import { distance, MODEL, rms } from './numbers.ts';
import { join, play, pure, steepest } from './playing.ts';

/** A steady tone of 1.7 s. */
const tone = impactSet({ frames: 300, onset: 0, peak: 1, decay: 0, loudness: 0.3 });
const family = findFamily('sinc-nsf').open(MODEL);

async function open(options: Partial<Repertory> = {}) {
  const { session, runs } = await openFakeNetwork({ compute: pure });
  const repertory: Repertory = { a: tone, gateMode: 'one-shot', loopMode: 'resynthesis', ...options };
  return { voice: await createLiveVoice({ model: MODEL, session, family, seed: 5, repertory }), runs };
}

describe('gates of the live voice that meet each other', () => {
  it.each([200, 662, 1100])('a trigger %i samples into a release does not click', async (wait) => {
    const { voice } = await open({ gateMode: 'gated' });
    voice.gate(0, true);
    const held = await play(voice, 5003);
    voice.gate(0, false);
    const release = await play(voice, wait);
    voice.gate(0, true);
    const next = await play(voice, 3000);
    expect(steepest(join(held, release, next))).toBeLessThan(1.5 * steepest(held));
    expect(rms(next.subarray(1000))).toBeGreaterThan(0.9 * rms(held.subarray(2000)));
  });

  it('a trigger over a freeze has its whole attack', async () => {
    const { voice } = await open({ loopMode: 'freeze' });
    voice.gate(0, true);
    const attack = await play(voice, 130);
    // Nothing has sounded here yet, so that the grains are silent and the attack is heard alone.
    const { voice: frozen } = await open({ loopMode: 'freeze' });
    frozen.gate(1, true);
    await play(frozen, 9000);
    frozen.gate(0, true);
    expect(distance(await play(frozen, 130), attack)).toBeLessThan(1e-6);
  });

  it('gate 2 during a release starts a loop', async () => {
    const { voice } = await open({ gateMode: 'gated' });
    voice.gate(0, true);
    const held = await play(voice, 5000);
    voice.gate(0, false);
    await play(voice, 500);
    voice.gate(1, true);
    expect(rms((await play(voice, 100_000)).subarray(90_000))).toBeGreaterThan(0.9 * rms(held.subarray(2000)));
  });
});
