import type { CentredSpectra } from './centred-spectra.ts';
import { MOVING_HOP, type PeakSearch, TRACK_ANALYSIS } from './moving-analysis.ts';

/** Power below which a bin is silent. */
const SILENCE = 1e-10;
const TINY = 1e-30;

/** The peaks of all frames, in the order of frames and frequencies: those of frame t are at starts[t] ... starts[t + 1] - 1. */
export interface Peaks {
  readonly hz: readonly number[];
  readonly power: readonly number[];
  readonly starts: readonly number[];
}

/**
 * Finds the peaks of the power spectra of one window: bins that exceed two on either side, and the median around them by 12 dB.
 * Frequency and power come from a parabola through the logarithms (Smith and Serra, 1987). Peaks that `isTaken` are left out.
 */
export function findPeaks(
  spectra: CentredSpectra,
  search: PeakSearch,
  sampleRate: number,
  isTaken: (hz: number, frame: number) => boolean,
): Peaks {
  const { lowHz, highHz, depthDb } = TRACK_ANALYSIS;
  const { window, hop } = search;
  const binHz = sampleRate / window;
  const low = Math.max(3, Math.ceil(lowHz / binHz));
  const high = Math.min(Math.floor(highHz / binHz), window / 2 - 3);
  const step = hop / MOVING_HOP;
  const hz: number[] = [];
  const powers: number[] = [];
  const starts = [0];
  for (let point = 0; point < spectra.points; point += step) {
    const power = spectra.at(window, point);
    const floor = Math.max(largest(power) * 10 ** (-depthDb / 10), SILENCE);
    for (let k = low; k <= high; k++) {
      if (power[k] < floor || !isPeak(power, k) || !isProminent(power, k, search.around)) continue;
      const a = Math.log(power[k - 1] + TINY);
      const b = Math.log(power[k]);
      const c = Math.log(power[k + 1] + TINY);
      const shift = Math.min(Math.max((0.5 * (a - c)) / (a - 2 * b + c), -0.5), 0.5);
      const at = (k + shift) * binHz;
      if (isTaken(at, point / step)) continue;
      hz.push(at);
      powers.push(Math.exp(b - 0.25 * (a - c) * shift));
    }
    starts.push(hz.length);
  }
  return { hz, power: powers, starts };
}

function isPeak(power: Float64Array, k: number): boolean {
  const here = power[k];
  return here > power[k - 1] && here >= power[k + 1] && here > power[k - 2] && here >= power[k + 2];
}

/** Whether more than half of the bins around a peak are 12 dB below it. */
function isProminent(power: Float64Array, k: number, around: number): boolean {
  const start = Math.max(k - around, 1);
  const end = Math.min(k + around + 1, power.length);
  let below = 0;
  for (let n = start; n < end; n++) if (TRACK_ANALYSIS.prominence * power[n] <= power[k]) below++;
  return below > (end - start) >> 1;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let k = 0; k < values.length; k++) if (values[k] > most) most = values[k];
  return most;
}
