import { beforeAll, describe, expect, it } from 'vitest';
import { scaleCurve, shiftCurve } from '../../src/descriptors/edit/curve-edits.ts';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { createLiveVoice, type LiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { join, play } from './playing.ts';

const boom = impactSet({ name: 'Boom', frames: 40, onset: 0, peak: 1, decay: 0.05, colour: { f0: 110 } });
const stretch = { from: 0, to: boom.frames - 1 };
const edited = scaleCurve(shiftCurve(boom, 'f0', { by: 1, ...stretch }), 'rms', { factor: 0.5, ...stretch });
/** Beyond the set's end: nothing sounds any more. */
const SAMPLES = 60 * HOP;

describe('a set edited while the instrument plays', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  const playing = (a: VoicePatch['a']): VoicePatch => ({ a, gateMode: 'one-shot', loopMode: 'resynthesis' });

  async function open(a: VoicePatch['a']): Promise<LiveVoice> {
    const { session } = await openFakeNetwork({ asynchronous: false });
    return createLiveVoice({ model: MODEL, session, synthesizer, seed: 5, patch: playing(a) });
  }

  /** As a command brings it from another thread: a copy, found by its name in the library. */
  function put(voice: LiveVoice): void {
    const library = createSetLibrary([boom]);
    library.put(edited);
    voice.setPatch(structuredClone(playing(library.find('Boom'))));
  }

  it('leaves the present note bit-identical', async () => {
    const [left, untouched] = [await open(boom), await open(boom)];
    const parts: Float32Array[][] = [[], []];
    for (const [n, voice] of [left, untouched].entries()) {
      voice.gate(0, true);
      parts[n]?.push(await play(voice, 7 * HOP + 100));
      if (voice === left) put(voice);
      parts[n]?.push(await play(voice, SAMPLES));
    }
    const [withPut, without] = parts.map((part) => join(...part));
    expect(rms(without)).toBeGreaterThan(1e-3);
    expect(distance(withPut, without)).toBe(0);
  });

  it.each([64, 256, 1000])(
    'plays from the next trigger on as if it had always been there, in blocks of %i',
    async (block) => {
      const voice = await open(boom);
      voice.gate(0, true);
      const before = await play(voice, SAMPLES, block);
      put(voice);
      voice.gate(0, false);
      voice.gate(0, true);
      const after = await play(voice, SAMPLES, block);
      const offline = await open(edited);
      offline.gate(0, true);
      await play(offline, SAMPLES);
      offline.gate(0, false);
      offline.gate(0, true);
      const expected = await play(offline, SAMPLES);
      expect(distance(before, expected)).toBeGreaterThan(0.02);
      // The DC blocker has its own past.
      expect(distance(after, expected)).toBeLessThan(1e-4);
    },
  );
});
