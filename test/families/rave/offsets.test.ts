import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceSession } from '../../../src/contracts/accelerator.ts';
import { createSessionTensors } from '../../../src/contracts/session-tensors.ts';
import { setFromSound } from '../../../src/descriptors/analysis/analyse.ts';
import { DEFAULT_ANALYSIS, DESCRIPTORS, type DescriptorName } from '../../../src/descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import type { EncodedSound } from '../../../src/descriptors/timbre/encoded-sound.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { parseRave } from '../../../src/families/rave/manifest.ts';
import type { Model } from '../../../src/model/family.ts';
import { openSession } from '../../../src/model/open-session.ts';
import type { EncodedSet } from '../../../src/model/sound-encoder.ts';
import { createLiveVoice, type LiveVoice } from '../../../src/voice/live-voice.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { play, set } from '../../voice/playing.ts';
import { rms } from '../sinc-nsf/test-model.ts';
import { accelerator, encodedSet, encoderOf, loadTiny, ringing } from './tiny-rave.ts';

const HOP = 256;
const FRAMES = 60;
const SOUNDS = 12;
const LATENTS = 4;
/** Correlation on held-out sets from which a direction is claimed. */
const CLAIMED = 0.8;
/** Of two tones the roll-off has two values, and the flatness says little. */
const MOVED = ['zcr', 'bandwidth', 'centroid'] as const;
/** Of many notes and their analysis on a busy computer, ms. */
const PREPARATION_MS = 600_000;

const hit = impactSet({ name: 'hit', frames: FRAMES, onset: 0, peak: 4, decay: 0.05, loudness: 0.3 });

const open = async (model: Model, session: InferenceSession, a: DescriptorSet): Promise<LiveVoice> =>
  createLiveVoice({ model, session, seed: 3, patch: { a, gateMode: 'one-shot', loopMode: 'resynthesis' } });

/** The note of a set under some controls. */
async function noteOf(voice: LiveVoice, a: DescriptorSet, controls: Parameters<typeof set>[1] = {}) {
  voice.reset();
  voice.setPatch({ a, gateMode: 'one-shot', loopMode: 'resynthesis' });
  set(voice, controls);
  await play(voice, HOP);
  voice.gate(0, true);
  voice.gate(0, false);
  return play(voice, FRAMES * HOP);
}

describe('level and V/oct on a model of the family rave', () => {
  let voice: LiveVoice;
  let a: DescriptorSet;
  beforeAll(async () => {
    const model = await loadTiny();
    a = await encodedSet(model, hit, ringing(440));
    voice = await open(model, await openSession(model, accelerator), a);
  });

  it('the offset of the level makes it louder or quieter by as much', async () => {
    const [down, plain, up] = [
      await noteOf(voice, a, { rms: -1 }),
      await noteOf(voice, a),
      await noteOf(voice, a, { rms: 1 }),
    ];
    expect(20 * Math.log10(rms(up) / rms(plain))).toBeCloseTo(6, 0);
    expect(20 * Math.log10(rms(down) / rms(plain))).toBeCloseTo(-6, 0);
  });

  it.each([-1, -5 / 12, 1 / 12, 7 / 12, 1])(
    'V/oct moves the pitch by %f octaves, 5 cents at most beside',
    async (pitch) => {
      const [plain, moved] = [await noteOf(voice, a), await noteOf(voice, a, { pitch })];
      const centre = strongest(plain, 300, 700) * 2 ** pitch;
      const cents = 1200 * Math.log2(strongest(moved, centre / 1.02, centre * 1.02) / centre);
      expect(Math.abs(cents)).toBeLessThan(5);
    },
  );
});

/**
 * A decoder whose first latent is the share of a high tone beside a low one, in octaves. The test model is untrained: its decoder does not give back
 * what its encoder was given, so a regression of its sets would claim nothing of its sound.
 */
function brightDecoder(mean: number, std: number): InferenceSession {
  const { carryState, ...tensors } = createSessionTensors({
    path: 'bright',
    inputs: [
      { name: 'x', shape: [1, 8, 1, 1] },
      { name: 'past', shape: [1, 1] },
    ],
    outputs: [
      { name: 'y', shape: [1, 128, 1, 1] },
      { name: 'next', shape: [1, 1] },
    ],
    state: [{ input: 'past', output: 'next' }],
  });
  return {
    ...tensors,
    run: () => {
      const [past = 0] = tensors.inputs.get('past') ?? [];
      const [latent = 0] = tensors.inputs.get('x') ?? [];
      const share = 0.2 * 2 ** ((latent - mean) / std);
      tensors.outputs.get('y')?.forEach((_, n, y) => {
        const turn = (2 * Math.PI * (past * 128 + n)) / 44_100;
        y[n] = 0.3 * (Math.sin(400 * turn) + share * Math.sin(5000 * turn));
      });
      tensors.outputs.get('next')?.fill(past + 1);
      carryState();
    },
    warmUp: async () => undefined,
    close: async () => undefined,
  };
}

describe('an offset of a descriptor on a model of the family rave', () => {
  let voice: LiveVoice;
  let middle: DescriptorSet;
  let claimed: readonly DescriptorName[];
  const stds = new Map<DescriptorName, number>();
  const measured = (samples: Float32Array): DescriptorSet =>
    setFromSound({ samples, name: 'played', provenance: { source: 'test', licence: 'CC0-1.0' } }, DEFAULT_ANALYSIS);
  const withEncoded = (encoded: EncodedSound): DescriptorSet => {
    const empty = { hz: new Float32Array(0), share: new Float32Array(0), colour: new Float32Array(COLOUR_SIZE) };
    return { ...hit, timbre: { ...empty, encoded } };
  };

  beforeAll(async () => {
    const model = await loadTiny();
    const { latentMean, latentStd } = parseRave(model);
    for (const { name, std } of model.manifest.descriptors) stds.set(name, std);
    const encoder = encoderOf(model);
    /** The first latent around a place of its own, the others anywhere. */
    const encodedAt = (i: number): EncodedSound => ({
      encoder: encoder.artifact.sha256,
      size: LATENTS,
      rows: Float32Array.from({ length: LATENTS * (2 * FRAMES + 1) }, (_, at) => {
        const [row, axis] = [Math.floor(at / LATENTS), at % LATENTS];
        const deviation =
          axis === 0 ? (4 * i) / (SOUNDS - 1) - 2 + 0.3 * Math.sin(row / 9) : Math.sin(12.9898 * at + 78.233 * i);
        return (latentMean[axis] ?? 0) + (latentStd[axis] ?? 1) * deviation;
      }),
    });
    const first = withEncoded(encodedAt(0));
    voice = await open(model, brightDecoder(latentMean[0] ?? 0, latentStd[0] ?? 1), first);
    const bank: EncodedSet[] = [];
    for (let i = 0; i < SOUNDS; i++) {
      const encoded = encodedAt((i * 5) % SOUNDS);
      bank.push({ set: measured(await noteOf(voice, withEncoded(encoded))), encoded });
    }
    const space = encoder.measureSpace?.(bank);
    if (space === undefined) throw new Error('nothing sounds');
    middle = withEncoded({ ...encodedAt(SOUNDS / 2), space });
    claimed = MOVED.filter((name) => (space.correlation[DESCRIPTORS.indexOf(name)] ?? 0) >= CLAIMED);
  }, PREPARATION_MS);

  /** The mean of a descriptor while the sound is within 40 dB of its loudest frame. */
  function meanOf(sound: Float32Array, name: DescriptorName): number {
    const { curves, frames } = measured(sound);
    const peak = Math.max(...curves.rms);
    const heard = Array.from({ length: frames }, (_, k) => k).filter((k) => (curves.rms[k] ?? 0) > 0.01 * peak);
    return heard.reduce((sum, k) => sum + (curves[name][k] ?? 0), 0) / heard.length;
  }

  it('is claimed by the regression on what the decoder plays', () => {
    expect(claimed).toEqual(MOVED);
  });

  it.each(MOVED)('raises and lowers it in the sound: %s', async (name) => {
    const std = stds.get(name) ?? Number.NaN;
    const down = meanOf(await noteOf(voice, middle, { [name]: -std }), name);
    const plain = meanOf(await noteOf(voice, middle), name);
    const up = meanOf(await noteOf(voice, middle, { [name]: std }), name);
    expect(down).toBeLessThan(plain);
    expect(up).toBeGreaterThan(plain);
  });
});

/** The frequency of the strongest line between two, Hz, from 50 ms on; in steps of two cents. */
function strongest(sound: Float32Array, from: number, to: number): number {
  const part = sound.subarray(2205);
  const window = part.map((x, n) => x * Math.sin((Math.PI * n) / part.length) ** 2);
  let [best, most] = [from, 0];
  for (let hz = from; hz <= to; hz *= 2 ** (1 / 600)) {
    const turn = (2 * Math.PI * hz) / 44_100;
    let [re, im] = [0, 0];
    window.forEach((x, n) => {
      re += x * Math.cos(turn * n);
      im += x * Math.sin(turn * n);
    });
    const energy = re * re + im * im;
    if (energy > most) [best, most] = [hz, energy];
  }
  return best;
}
