import { clamp } from '../../numeric/clamp.ts';
import { createPowerSpectra, findOnset } from './power-spectra.ts';
import { MODE_ANALYSIS, type Timbre } from './timbre.ts';

const { window, hop, lowHz, highHz, around, prominence, leastShare, count } = MODE_ANALYSIS;
const SILENCE = 1e-12;

interface Mode {
  readonly hz: number;
  readonly share: number;
}

/**
 * Finds the strongest steady partials of a sound: peaks of its summed power spectra from the onset. Each spectrum is divided by
 * the root of its sum, so that a ringing tail counts beside the loud beginning. A peak exceeds two bins on either side, and the
 * median around it by 12 dB; its frequency comes from a parabola through the logarithms (Smith and Serra, 1987).
 */
export function measureModes(samples: Float32Array, sampleRate: number): Pick<Timbre, 'hz' | 'share'> {
  const spectrum = summedSpectrum(samples);
  const total = sum(spectrum);
  const found: Mode[] = [];
  const low = Math.ceil((lowHz * window) / sampleRate);
  const high = Math.min(Math.floor((highHz * window) / sampleRate), spectrum.length - 3);
  for (let k = low; k <= high; k++) {
    if (!isPeak(spectrum, k) || spectrum[k] < prominence * medianAround(spectrum, k)) continue;
    const share = sum(spectrum.subarray(k - 2, k + 3)) / total;
    found.push({ share, hz: ((k + peakOffset(spectrum, k)) * sampleRate) / window });
  }
  const strongest = found.sort((a, b) => b.share - a.share || a.hz - b.hz).slice(0, count);
  const modes = strongest.filter(({ share }) => share > leastShare).sort((a, b) => a.hz - b.hz);
  return { hz: Float32Array.from(modes, ({ hz }) => hz), share: Float32Array.from(modes, ({ share }) => share) };
}

/** The weighted sum of all power spectra; zeros for silence. */
function summedSpectrum(samples: Float32Array): Float64Array {
  const spectra = createPowerSpectra(samples, window);
  const first = findOnset(samples);
  const frames = Math.max(1, Math.ceil((samples.length - first) / hop));
  const totals = Float64Array.from({ length: frames }, (_, i) => sum(spectra.at(first + i * hop)));
  const loudest = Math.max(...totals);
  const result = new Float64Array(spectra.bins);
  if (loudest <= SILENCE) return result;
  for (let i = 0; i < frames; i++) {
    if (totals[i] <= loudest * 1e-7) continue;
    const power = spectra.at(first + i * hop);
    const scale = 1 / Math.sqrt(totals[i]);
    for (let k = 0; k < result.length; k++) result[k] += power[k] * scale;
  }
  return result;
}

function isPeak(spectrum: Float64Array, k: number): boolean {
  const here = spectrum[k];
  return here > spectrum[k - 1] && here >= spectrum[k + 1] && here > spectrum[k - 2] && here >= spectrum[k + 2];
}

function medianAround(spectrum: Float64Array, k: number): number {
  const nearby = spectrum.slice(Math.max(k - around, 1), k + around + 1).sort();
  return nearby[nearby.length >> 1];
}

/** Offset of the peak from bin k, -1/2 to 1/2, by parabolic interpolation. */
function peakOffset(spectrum: Float64Array, k: number): number {
  const [a, b, c] = [spectrum[k - 1], spectrum[k], spectrum[k + 1]].map((power) => Math.log(power + 1e-30));
  return clamp((0.5 * (a - c)) / (a - 2 * b + c), -0.5, 0.5);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
