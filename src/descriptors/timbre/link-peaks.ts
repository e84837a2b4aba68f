import type { Peaks } from './find-peaks.ts';
import type { PeakSearch } from './moving-analysis.ts';

/** The peaks of one partial: frames ascending, Hz and power of each. */
export interface PeakPath {
  readonly frames: number[];
  readonly hz: number[];
  readonly power: number[];
}

/**
 * Links peaks from frame to frame (McAulay and Quatieri, 1986): each peak, the strongest first, continues the nearest path within
 * reach, or begins one. A path ends after `gap` frames without a peak; paths of fewer than `minPeaks` peaks are dropped.
 */
export function linkPeaks(peaks: Peaks, search: PeakSearch, sampleRate: number): PeakPath[] {
  const binReach = (search.bins * sampleRate) / search.window;
  const centReach = 2 ** (search.cents / 1200) - 1;
  const paths: PeakPath[] = [];
  let active: PeakPath[] = [];
  for (let t = 0; t + 1 < peaks.starts.length; t++) {
    const first = peaks.starts[t];
    active = active.filter(({ frames }) => t - frames[frames.length - 1] <= search.gap + 1);
    const taken = new Uint8Array(active.length);
    const begun: PeakPath[] = [];
    for (const p of strongestFirst(peaks.power, first, peaks.starts[t + 1])) {
      const hz = peaks.hz[p];
      const at = nearest(active, taken, hz, Math.max(hz * centReach, binReach));
      if (at < 0) {
        begun.push({ frames: [t], hz: [hz], power: [peaks.power[p]] });
        continue;
      }
      taken[at] = 1;
      const path = active[at];
      path.frames.push(t);
      path.hz.push(hz);
      path.power.push(peaks.power[p]);
    }
    paths.push(...begun);
    active.push(...begun.sort((a, b) => a.hz[0] - b.hz[0]));
  }
  return paths.filter(({ frames }) => frames.length >= search.minPeaks);
}

function strongestFirst(power: readonly number[], first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, n) => first + n).sort((a, b) => power[b] - power[a]);
}

/** Index of the free path whose last frequency is nearest to `hz`, closer than `reach`; -1: none. */
function nearest(active: readonly PeakPath[], taken: Uint8Array, hz: number, reach: number): number {
  let best = reach;
  let at = -1;
  for (let n = 0; n < taken.length; n++) {
    if (taken[n] === 1) continue;
    const last = active[n].hz;
    const away = Math.abs(last[last.length - 1] - hz);
    if (away < best) {
      best = away;
      at = n;
    }
  }
  return at;
}
