import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeckMemory, openDeck } from '../../../src/engine/deck.ts';
import { createMetersMemory, openMeters } from '../../../src/engine/meters.ts';
import { createMixer } from '../../../src/engine/mixer.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import { loadModel } from '../../../src/model/load-model.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { createLiveVoice } from '../../../src/voice/live-voice.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { loudest, play, steepest } from '../../voice/playing.ts';
import { accelerator, encodedSet, loadTiny, ringing } from './tiny-rave.ts';

const PERIOD = 64;
const FADE = 2205;

describe('a switch between models of two families', () => {
  it.each(['to rave', 'from rave'])('while a note sounds has no click: %s', async (direction) => {
    const tiny = await loadTiny();
    const a = await encodedSet(tiny, impactSet({ onset: 0, peak: 8, decay: 0.01 }), ringing(220));
    const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const models = [await loadModel(resolve('models/impacts'), FAMILIES), tiny];
    if (direction === 'from rave') models.reverse();
    const sounds: Float32Array[] = [];
    for (const model of models) {
      const session = await openSession(model, accelerator);
      const voice = await createLiveVoice({ model, session, seed: 1, patch });
      voice.gate(0, true);
      sounds.push(await play(voice, 20_000));
      await session.close();
    }
    const decks = sounds.map(() => openDeck(createDeckMemory()));
    const meters = openMeters(createMetersMemory());
    const mixer = createMixer({ decks, meters, maxFrames: PERIOD, fadeFrames: FADE });
    const mixed = new Float32Array(160 * PERIOD);
    for (let at = 0; at < mixed.length; at += PERIOD) {
      for (const [d, deck] of decks.entries()) {
        if (at === 0 || at === 60 * PERIOD * d) {
          deck.generation = d + 1;
          deck.startFrame = 60 * PERIOD * d;
        }
        if (at >= deck.startFrame)
          deck.samples.write(sounds[d]?.subarray(at, at + PERIOD) ?? new Float32Array(0), PERIOD);
      }
      mixer.fill(mixed.subarray(at, at + PERIOD));
    }
    expect(loudest(mixed.subarray(100 * PERIOD))).toBeGreaterThan(0.01);
    const [before, after] = sounds.map((sound) => steepest(sound.subarray(0, mixed.length)));
    // Two sounds at equal power are steeper than either by the root of 2 at most.
    expect(steepest(mixed)).toBeLessThanOrEqual(1.45 * Math.max(before ?? 0, after ?? 0));
    expect(mixed.subarray(-20 * PERIOD)).toEqual(sounds[1]?.subarray(mixed.length - 20 * PERIOD, mixed.length));
  });
});
