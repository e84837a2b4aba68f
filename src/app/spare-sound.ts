import type { Bank } from '../descriptors/bank/bank.ts';
import { DEFAULT_ANALYSIS } from '../descriptors/descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptors/descriptor-set.ts';
import type { SoundProgramSpec } from '../engine/program.ts';
import { NO_MODEL } from './model-facts.ts';

const NAME = 'Tone';
/** Pitch, peak and length of the tone. */
const HZ = 110;
const PEAK = 0.4;
const SECONDS = 1;
/** The tone loses half of its level in this time. */
const HALF_LIFE_SECONDS = 0.12;
const ATTACK_SECONDS = 0.002;

/** The sound of gate 1 where no model plays and no start-up sound does: a decaying tone, which needs no file. */
export function spareSound(sampleRate: number = NO_MODEL.sampleRate): SoundProgramSpec {
  const samples = Float32Array.from({ length: SECONDS * sampleRate }, (_, n) => {
    const seconds = n / sampleRate;
    return levelAt(seconds) * Math.sin(2 * Math.PI * HZ * seconds);
  });
  return { kind: 'sound', samples, sampleRate, latencyFrames: 0 };
}

/** The bank where the factory bank cannot be read: one set, which needs no file. */
export function spareBank(): Bank {
  return { name: 'spare', licence: 'CC0', sets: [toneSet()] };
}

function toneSet(): DescriptorSet {
  const { sampleRate, hop } = DEFAULT_ANALYSIS;
  const frames = Math.ceil((SECONDS * sampleRate) / hop);
  const levels = (count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, n) => levelAt((n * SECONDS) / count) * Math.SQRT1_2);
  const still = (value: number): Float32Array => new Float32Array(frames).fill(value);
  return {
    name: NAME,
    provenance: { source: 'calculated', licence: 'CC0' },
    analysis: DEFAULT_ANALYSIS,
    frames,
    curves: {
      rms: levels(frames),
      zcr: still((2 * HZ) / sampleRate),
      rolloff: still(8 * HZ),
      flatness: still(0.01),
      bandwidth: still(4 * HZ),
      centroid: still(4 * HZ),
      f0: still(HZ),
    },
    f0Confidence: still(0.9),
    level: levels(frames * LEVELS_PER_FRAME),
  };
}

function levelAt(seconds: number): number {
  return PEAK * Math.min(1, seconds / ATTACK_SECONDS) * 2 ** (-seconds / HALF_LIFE_SECONDS);
}
