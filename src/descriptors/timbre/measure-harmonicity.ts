import { clamp } from '../../numeric/clamp.ts';
import type { CentredSpectra } from './centred-spectra.ts';
import { HARMONICITY_ANALYSIS, MOVING_HOP } from './moving-analysis.ts';
import type { Track } from './moving-timbre.ts';

const { window, harmonics, bins, contrast, bias, octaveGain, doubt, jumpOctaves } = HARMONICITY_ANALYSIS;
/** Factors on a pitch path that are tried: octaves and twelfths. */
const FACTORS = [1, 2, 3, 1 / 2, 1 / 3] as const;
/** Range of a played pitch, Hz. */
const PLAYED_HZ = { min: 50, max: 5000 } as const;
const HOP = 256;
/** Frames of the pitch path on either side that lie in a window's middle half. */
const REACH = window / 4 / HOP;
/** Bins on either side of a track that are its own. */
const TRACK_BINS = 3;

/**
 * Finds the factor on a pitch path (1, 2, 3, 1/2, 1/3) under which its harmonics explain the sound best. A higher pitch needs fewer
 * harmonics for the same energy; it wins if it loses less than 6 % of the energy an octave. 1, unless another is 2 % better.
 *
 * @param f0 pitch of each frame of 256 samples, Hz
 */
export function findOctave(spectra: CentredSpectra, f0: Float32Array, sampleRate: number): number {
  const middle = median(f0);
  const tried = FACTORS.filter(
    (factor) => factor === 1 || (middle * factor >= PLAYED_HZ.min && middle * factor <= PLAYED_HZ.max),
  );
  const taken = new Uint8Array(window / 2 + 1);
  const explained = new Float64Array(tried.length);
  let energy = 0;
  for (let point = 0; point < spectra.points; point++) {
    const power = spectra.at(window, point);
    let total = 0;
    for (let k = 0; k < power.length; k++) total += power[k];
    energy += total;
    for (const [n, factor] of tried.entries()) {
      explained[n] += total * shareAt(power, taken, pitchAt(f0, point), factor, sampleRate);
    }
  }
  let best = 1;
  let highest = -1;
  for (const [n, factor] of tried.entries()) {
    const share = explained[n] / Math.max(energy, 1e-20);
    const score = share * (1 + octaveGain * Math.log2(factor)) * (factor === 1 ? 1 : doubt);
    if (score <= highest) continue;
    best = factor;
    highest = score;
  }
  return best;
}

/** A pitch path with another octave, within the range of a played pitch. */
export function withOctave(f0: Float32Array, factor: number): Float32Array {
  return f0.map((hz) => clamp(hz * factor, PLAYED_HZ.min, PLAYED_HZ.max));
}

/**
 * Measures harmonicity at each grid point, 0-1: the share of the energy that the harmonics of the pitch explain, beside the tracks.
 * Of each harmonic only what exceeds the mean power between it and its neighbours counts, so noise and the partials of a bell explain nothing.
 */
export function measureHarmonicity(
  spectra: CentredSpectra,
  f0: Float32Array,
  tracks: readonly Track[],
  sampleRate: number,
): Float32Array {
  const taken = new Uint8Array(window / 2 + 1);
  return Float32Array.from({ length: spectra.points }, (_, point) => {
    taken.fill(0);
    for (const track of tracks) takeBins(track, point, sampleRate, taken);
    return shareAt(spectra.at(window, point), taken, pitchAt(f0, point), 1, sampleRate);
  });
}

function takeBins({ first, hz, ratio }: Track, point: number, sampleRate: number, taken: Uint8Array): void {
  const n = point - first;
  if (n < 0 || n >= ratio.length || ratio[n] === 0) return;
  const bin = Math.round((hz[hz.length === 1 ? 0 : n] * window) / sampleRate);
  taken.fill(1, Math.max(0, bin - TRACK_BINS), Math.min(taken.length, bin + TRACK_BINS + 1));
}

interface PitchRange {
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest pitch in the middle of a grid point's window; of a path that jumps there, its middle. */
function pitchAt(f0: Float32Array, point: number): PitchRange {
  const middle = Math.min((point * MOVING_HOP) / HOP, f0.length - 1);
  const from = Math.max(0, middle - REACH);
  const end = Math.min(f0.length, middle + REACH + 1);
  let low = f0[from];
  let high = low;
  for (let k = from + 1; k < end; k++) {
    if (Math.abs(Math.log2(f0[k] / f0[k - 1])) > jumpOctaves) {
      const hz = f0[from + ((end - from) >> 1)];
      return { low: hz, high: hz };
    }
    low = Math.min(low, f0[k]);
    high = Math.max(high, f0[k]);
  }
  return { low, high };
}

function shareAt(
  power: Float64Array,
  taken: Uint8Array,
  { low, high }: PitchRange,
  factor: number,
  sampleRate: number,
): number {
  const toBins = (factor * window) / sampleRate;
  return clamp((explainedShare(power, taken, low * toBins, high * toBins) - bias) / (1 - bias), 0, 1);
}

/** Share of a spectrum's power that the harmonics of a pitch of `low` to `high` bins explain; `taken` bins are left out. */
function explainedShare(power: Float64Array, taken: Uint8Array, low: number, high: number): number {
  let total = 0;
  for (let k = 2; k < power.length; k++) total += power[k];
  if (total <= 0) return 0;
  let found = 0;
  for (let p = 1; p <= harmonics; p++) {
    const start = p * low - bins;
    const end = p * high + bins;
    if (end >= power.length - 1) break;
    const last = Math.min(power.length - 1, Math.floor((p + 0.5) * high));
    let [inside, outside, insides, outsides] = [0, 0, 0, 0];
    for (let k = Math.max(2, Math.ceil((p - 0.5) * low)); k <= last; k++) {
      if (taken[k] === 1) continue;
      if (k >= start && k <= end) {
        inside += power[k];
        insides++;
      } else {
        outside += power[k];
        outsides++;
      }
    }
    const floor = outsides > 0 ? outside / outsides : 0;
    if (insides > 0 && inside > contrast * floor * insides) found += inside - floor * insides;
  }
  return found / total;
}

function median(values: Float32Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
