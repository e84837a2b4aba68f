import type { CentredSpectra } from './centred-spectra.ts';
import { findPeaks } from './find-peaks.ts';
import { linkPeaks, type PeakPath } from './link-peaks.ts';
import { MOVING_HOP, type PeakSearch, TRACK_ANALYSIS } from './moving-analysis.ts';

const { count, long, short, steadyCents, glideCents, bendCents } = TRACK_ANALYSIS;
/** Bins of the short window in which a gliding partial near a steady one is omitted. */
const NEAR_BINS = 3;

/** A partial before its amplitudes are measured: it sounds at the grid points `begin` to `end`. */
export interface CandidateTrack {
  readonly begin: number;
  readonly end: number;
  /** Hz at each of these points; one value for a steady partial. */
  readonly hz: Float64Array;
}

/**
 * Finds the partials of a sound: steady ones, the strongest 96 of long windows, then gliding ones, the strongest 96 of short windows
 * where no steady one is.
 */
export function findCandidates(spectra: CentredSpectra, sampleRate: number): CandidateTrack[] {
  const steady = strongest(
    linkPeaks(
      findPeaks(spectra, long, sampleRate, () => false),
      long,
      sampleRate,
    ),
  );
  const gliding = findPeaks(spectra, short, sampleRate, nearPaths(steady, (NEAR_BINS * sampleRate) / short.window));
  return [
    ...steady.map((path) => candidateOf(path, long, spectra.points)),
    ...strongest(linkPeaks(gliding, short, sampleRate).filter(isGlide)).map((path) =>
      candidateOf(path, short, spectra.points),
    ),
  ];
}

/** Hz of a candidate at any grid point; flat before its first and after its last. */
export function hzAt({ begin, hz }: CandidateTrack, point: number): number {
  return hz[Math.min(Math.max(point - begin, 0), hz.length - 1)];
}

function candidateOf(path: PeakPath, search: PeakSearch, points: number): CandidateTrack {
  const { frames } = path;
  const step = search.hop / MOVING_HOP;
  const begin = Math.max(0, Math.floor(frames[0] * step - search.window / 4 / MOVING_HOP));
  const end = Math.min(points - 1, (frames[frames.length - 1] + 1) * step);
  const mean = steadyHz(path);
  const hz = mean === undefined ? interpolated(path, step, begin, end) : Float64Array.of(mean);
  return { begin, end, hz };
}

/** The mean frequency of a path, weighted with its power, if it is steady. */
function steadyHz({ hz, power }: PeakPath): number | undefined {
  const total = sum(power);
  let logarithm = 0;
  for (let n = 0; n < hz.length; n++) logarithm += power[n] * Math.log(hz[n]);
  const mean = Math.exp(logarithm / total);
  let deviation = 0;
  for (let n = 0; n < hz.length; n++) deviation += power[n] * 1200 * Math.abs(Math.log2(hz[n] / mean));
  return deviation / total < steadyCents ? mean : undefined;
}

/** The frequencies of a path at the grid points from `begin` to `end`, linear between its peaks and flat outside. */
function interpolated({ frames, hz }: PeakPath, step: number, begin: number, end: number): Float64Array {
  const result = new Float64Array(end - begin + 1);
  let n = 0;
  for (let point = begin; point <= end; point++) {
    const at = point / step;
    while (n + 1 < frames.length && frames[n + 1] <= at) n++;
    const share = n + 1 < frames.length ? (at - frames[n]) / (frames[n + 1] - frames[n]) : 0;
    result[point - begin] = at <= frames[0] || share === 0 ? hz[n] : hz[n] + (hz[n + 1] - hz[n]) * share;
  }
  return result;
}

/** Whether a frequency is within `reach` Hz of one of these paths of long windows at a frame of the short windows. */
function nearPaths(paths: readonly PeakPath[], reach: number): (hz: number, frame: number) => boolean {
  const step = long.hop / MOVING_HOP;
  const spans = paths.map((path) => {
    const begin = path.frames[0] * step;
    const end = path.frames[path.frames.length - 1] * step;
    return { begin, end, hz: interpolated(path, step, begin, end) };
  });
  return (hz, frame) => {
    for (const span of spans) {
      if (frame >= span.begin && frame <= span.end && Math.abs(span.hz[frame - span.begin] - hz) <= reach) return true;
    }
    return false;
  };
}

/** Whether a path moves, and evenly, as the peaks of noise do not. */
function isGlide({ hz }: PeakPath): boolean {
  const cents = hz.map((value) => 1200 * Math.log2(value));
  if (cents.length < 3 || Math.abs(cents[cents.length - 1] - cents[0]) <= glideCents) return false;
  const bends = cents.slice(2).map((value, n) => Math.abs(value - 2 * cents[n + 1] + cents[n]));
  return median(bends) < bendCents;
}

function strongest(paths: readonly PeakPath[]): PeakPath[] {
  return paths
    .map((path) => ({ path, power: sum(path.power) }))
    .sort((a, b) => b.power - a.power)
    .slice(0, count)
    .map(({ path }) => path);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
