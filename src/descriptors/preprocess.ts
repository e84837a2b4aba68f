import { NeurorackError } from '../contracts/errors.ts';

/** Thresholds as in `models/training` (data/clip.py), so that sets resemble the training data. */
const SILENT_PEAK = 1e-4; // -80 dBFS
const ONSET_RATIO = 10 ** (-45 / 20);
const TAIL_RATIO = 10 ** (-66 / 20);
const LEAD_SECONDS = 0.002;
const TAIL_FRAME_SECONDS = 0.01;
const ACTIVE_FRAME_SECONDS = 0.02;
const ACTIVE_POWER_RATIO = 1e-3; // -30 dB
const TARGET_RMS = 10 ** (-16 / 20);
const MAX_PEAK = 0.95;

/**
 * Removes the silence around a sound. The result starts 2 ms before the first sample within 45 dB of the peak (zero-padded where
 * the sound starts later) and ends 10 ms after the last 10 ms frame within 66 dB of the peak. Takes mono samples and returns a
 * copy, empty when the peak is below -80 dBFS.
 */
export function trimSilence(samples: Float32Array, sampleRate: number): Float32Array {
  const peak = peakOf(samples);
  if (!(peak >= SILENT_PEAK)) return new Float32Array(0);
  const first = samples.findIndex((x) => Math.abs(x) > peak * ONSET_RATIO);
  const last = samples.findLastIndex((x) => Math.abs(x) > peak * TAIL_RATIO);
  const start = first - Math.round(LEAD_SECONDS * sampleRate);
  const frame = Math.round(TAIL_FRAME_SECONDS * sampleRate);
  const end = Math.min(samples.length, start + (Math.floor((last - start) / frame) + 2) * frame);
  const trimmed = new Float32Array(end - start);
  trimmed.set(samples.subarray(Math.max(0, start), end), Math.max(0, -start));
  return trimmed;
}

/**
 * Scales a sound to an RMS of -16 dBFS over its active part (the 20 ms frames within 30 dB of the loudest), with peaks limited
 * to 0.95. Takes mono samples and returns a copy; silence stays silent.
 */
export function normaliseRms(samples: Float32Array, sampleRate: number): Float32Array {
  const rms = activeRms(samples, Math.round(ACTIVE_FRAME_SECONDS * sampleRate));
  if (rms === 0) return samples.slice();
  const gain = Math.min(TARGET_RMS / rms, MAX_PEAK / peakOf(samples));
  return samples.map((x) => gain * x);
}

/**
 * Trims and RMS-normalises a sound before its analysis into a set of a bank.
 *
 * @throws NeurorackError 'bad-input' when the sound is silent
 */
export function preprocess(samples: Float32Array, sampleRate: number): Float32Array {
  const trimmed = trimSilence(samples, sampleRate);
  if (trimmed.length > 0) return normaliseRms(trimmed, sampleRate);
  throw new NeurorackError('bad-input', 'the sound is silent (no sample above -80 dBFS)', {
    remedy: 'use a louder recording',
  });
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const x of samples) peak = Math.max(peak, Math.abs(x));
  return peak;
}

/** RMS over the frames within 30 dB of the loudest; the last frame is zero-padded. */
function activeRms(samples: Float32Array, frame: number): number {
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += frame) {
    let sum = 0;
    for (const x of samples.subarray(start, start + frame)) sum += x * x;
    powers.push(sum / frame);
  }
  const minPower = powers.reduce((max, power) => Math.max(max, power), 0) * ACTIVE_POWER_RATIO;
  const active = powers.filter((power) => power >= minPower);
  return active.length > 0 ? Math.sqrt(active.reduce((sum, power) => sum + power, 0) / active.length) : 0;
}
