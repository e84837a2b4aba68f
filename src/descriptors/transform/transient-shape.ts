import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { type Attack, findAttack } from './attack.ts';

/** Octaves added to a curve at a sharpness of -1 and of 1; proportional in between, 0 past the end. */
export interface ShapeCurve {
  readonly softer: Float32Array;
  readonly sharper: Float32Array;
}

/** Effect of sharpness on one set around its attack: per level-lane value, and per frame for RMS and bandwidth. */
export interface TransientShape {
  readonly level: ShapeCurve;
  readonly rms: ShapeCurve;
  readonly bandwidth: ShapeCurve;
}

/** Fully soft: a fade-in from -48 dB, over the rise and 100 ms more. */
const FADE_SECONDS = 0.1;
const FADE_FLOOR_OCTAVES = -8;
/** The part before the onset is faded too, less the further back. */
const LEAD_SECONDS = 0.05;
/** Fully sharp: 6 dB more at the attack, falling to 0 within 60 ms after the peak; the rise keeps a tenth of its decibels. */
const EMPHASIS_OCTAVES = 1;
const EMPHASIS_SECONDS = 0.06;
const RISE_SHORTENED = 0.9;
/** Bandwidth at the attack, octaves wider or narrower. */
const BANDWIDTH_OCTAVES = 0.5;

/** Offset in octaves at position `i` for a sharpness of -1 ... 1; 0 at sharpness 0, away from the attack, and past the end. */
export function shapeOffset(curve: ShapeCurve, i: number, sharpness: number): number {
  if (i >= curve.softer.length) return 0;
  return sharpness > 0 ? sharpness * curve.sharper[i] : -sharpness * curve.softer[i];
}

/**
 * Computes the transient shape of a set's first attack. Softer is a slower rise to a lower peak; sharper is a steeper rise, a
 * louder peak and a wider spectrum. Nothing changes later than 100 ms after the peak. A silent set has a shape of zeros.
 */
export function transientShape(set: DescriptorSet): TransientShape {
  const { sampleRate, hop, windows } = set.analysis;
  const valuesPerSecond = (sampleRate * LEVELS_PER_FRAME) / hop;
  const attack = findAttack(set.level, valuesPerSecond);
  // The shape ends with the fade, so that a set of minutes costs no more than its attack.
  const end = attack === undefined ? 0 : Math.ceil(attack.peak + FADE_SECONDS * valuesPerSecond) + 1;
  const shaped = set.level.subarray(0, end);
  const level = attack ? levelCurve(shaped, attack, valuesPerSecond) : zeros(0);
  const bump = attack ? shaped.map((_, i) => emphasis(attack, i, valuesPerSecond)) : new Float32Array(0);
  const perFrame = (curve: Float32Array, window: number): Float32Array =>
    averagePerFrame(curve, set, (window * LEVELS_PER_FRAME) / hop);
  const width = perFrame(bump, windows.spectral);
  return {
    level,
    rms: { softer: perFrame(level.softer, windows.rms), sharper: perFrame(level.sharper, windows.rms) },
    bandwidth: {
      softer: width.map((w) => -BANDWIDTH_OCTAVES * w),
      sharper: width.map((w) => BANDWIDTH_OCTAVES * w),
    },
  };
}

function levelCurve(level: Float32Array, attack: Attack, valuesPerSecond: number): ShapeCurve {
  const peak = level[attack.peak] ?? 0;
  const shape = zeros(level.length);
  level.forEach((value, i) => {
    shape.softer[i] = fade(attack, i, valuesPerSecond);
    const rising = i >= attack.onset && i < attack.peak;
    const lift = rising ? RISE_SHORTENED * Math.max(0, Math.log2(peak / value)) : 0;
    shape.sharper[i] = lift + EMPHASIS_OCTAVES * emphasis(attack, i, valuesPerSecond);
  });
  return shape;
}

/** Octaves of a sine-squared fade from the onset to 100 ms after the peak. */
function fade({ onset, peak }: Attack, i: number, valuesPerSecond: number): number {
  if (i < onset) {
    return FADE_FLOOR_OCTAVES * Math.max(0, 1 - (onset - i) / (LEAD_SECONDS * valuesPerSecond));
  }
  const x = (i - onset + 0.5) / (peak - onset + 1 + FADE_SECONDS * valuesPerSecond);
  return x >= 1 ? 0 : Math.max(FADE_FLOOR_OCTAVES, 2 * Math.log2(Math.sin((Math.PI / 2) * x)));
}

/** 1 from onset to peak, then a raised cosine down to 0. */
function emphasis({ onset, peak }: Attack, i: number, valuesPerSecond: number): number {
  if (i < onset) return 0;
  const x = (i - peak) / (EMPHASIS_SECONDS * valuesPerSecond);
  if (x >= 1) return 0;
  return x <= 0 ? 1 : Math.cos((Math.PI / 2) * x) ** 2;
}

/** Averages a level-lane curve per frame: the mean over each frame's window, weighted by power. */
function averagePerFrame(curve: Float32Array, set: DescriptorSet, window: number): Float32Array {
  const frames = Math.ceil((curve.length + window / 2) / LEVELS_PER_FRAME);
  return Float32Array.from({ length: Math.min(set.frames, frames) }, (_, k) => {
    const from = Math.max(0, Math.round(k * LEVELS_PER_FRAME - window / 2));
    const to = Math.round(k * LEVELS_PER_FRAME + window / 2);
    let power = 0;
    let sum = 0;
    for (let i = from; i < Math.min(to, set.level.length); i++) {
      const weight = set.level[i] ** 2;
      power += weight;
      if (i < curve.length) sum += weight * curve[i];
    }
    return power > 0 ? sum / power : 0;
  });
}

function zeros(length: number): ShapeCurve {
  return { softer: new Float32Array(length), sharper: new Float32Array(length) };
}
