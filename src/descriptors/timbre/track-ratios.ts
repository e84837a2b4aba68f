import { hann } from '../analysis/tables.ts';
import { type CandidateTrack, hzAt } from './candidate-tracks.ts';
import type { CentredSpectra } from './centred-spectra.ts';
import { LEVELS_PER_POINT } from './hold-level.ts';
import { MOVING_HOP, TRACK_ANALYSIS } from './moving-analysis.ts';

const WINDOWS: readonly number[] = TRACK_ANALYSIS.windows;
/** A level below it (-100 dBFS) has no partials. */
const QUIET = 1e-5;
/** Grid points past its ends at which a track still counts as a neighbour. */
const NEIGHBOUR_POINTS = 4;
/** Change of frequency within a window, in cycles of its length, from which a partial is demodulated as a glide. */
const GLIDE = 0.02;
const SAMPLES_PER_LEVEL = MOVING_HOP / LEVELS_PER_POINT;

/** A sound whose partials are measured: `held` is its held level, one value for 32 samples. */
export interface MeasuredSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly held: Float64Array;
  readonly spectra: CentredSpectra;
}

/** Of a track, one value at each of its grid points: amplitude over the held level, and the window of its measurement, samples. */
export interface MeasuredTrack {
  readonly ratio: Float64Array;
  readonly window: Uint16Array;
}

/**
 * Measures amplitude over the held level of each track at each of its grid points. The amplitude is that of the nearest bin, divided
 * by the Hann window's transform at the distance; a glide is demodulated instead. The window is the shortest that separates the
 * track from its neighbours, and the level is averaged under the same one.
 */
export function measureRatios(sound: MeasuredSound, tracks: readonly CandidateTrack[]): MeasuredTrack[] {
  const measured = tracks.map(({ begin, end }) => {
    const points = end - begin + 1;
    return { ratio: new Float64Array(points), window: new Uint16Array(points) };
  });
  const windows = WINDOWS.map((size) => ({ size, level: createWindowedLevel(sound.held, size) }));
  const demodulate = createDemodulator(sound);
  const near: number[] = [];
  const order = [...tracks.keys()].sort((a, b) => tracks[a].begin - tracks[b].begin);
  let next = 0;
  for (let point = 0; point < sound.spectra.points; point++) {
    while (next < order.length && tracks[order[next]].begin - NEIGHBOUR_POINTS <= point) near.push(order[next++]);
    for (let n = near.length - 1; n >= 0; n--) if (tracks[near[n]].end + NEIGHBOUR_POINTS < point) near.splice(n, 1);
    const hz = near.map((k) => hzAt(tracks[k], point));
    for (const [n, k] of near.entries()) {
      const track = tracks[k];
      if (point < track.begin || point > track.end) continue;
      const { size, level } = windows[windowFor(distance(hz, n), sound.sampleRate)];
      measured[k].window[point - track.begin] = size;
      const here = level(point);
      if (here <= (QUIET * size) / 2) continue;
      const slope = slopeAt(track, point);
      const isGlide = Math.abs(slope) * size * size > GLIDE * sound.sampleRate;
      const amplitude = isGlide
        ? 2 * demodulate(point * MOVING_HOP, hz[n], slope, size).amplitude
        : steadyAmplitude(sound.spectra.at(size, point), (hz[n] * size) / sound.sampleRate) * (size / 2);
      measured[k].ratio[point - track.begin] = amplitude / here;
    }
  }
  return measured;
}

/**
 * Measures the phase of a track's sine at the sound's first sample, cycles 0-1: where its amplitude is largest among its first points,
 * taken back along its frequency. Attacks, and beats of partials, depend on it.
 *
 * @param amplitudes of the track at its grid points
 */
export function measurePhase(
  sound: MeasuredSound,
  track: CandidateTrack,
  windows: Uint16Array,
  amplitudes: Float64Array,
): number {
  let loudest = -1;
  let found = 0;
  for (let n = 0; n < amplitudes.length && found < TRACK_ANALYSIS.phasePoints; n++) {
    if (!(amplitudes[n] > 0)) continue;
    found++;
    if (loudest < 0 || amplitudes[n] > amplitudes[loudest]) loudest = n;
  }
  if (loudest < 0) return 0;
  const first = track.begin + amplitudes.findIndex((amplitude) => amplitude > 0);
  const point = track.begin + loudest;
  const before = Math.max(point - 1, first);
  const after = Math.min(point + 1, sound.spectra.points - 1);
  const slope = (hzAt(track, after) - hzAt(track, before)) / (MOVING_HOP * Math.max(1, after - before));
  const demodulate = createDemodulator(sound);
  const { angle } = demodulate(point * MOVING_HOP, hzAt(track, point), slope, windows[loudest]);
  let hz = 0;
  for (let g = 0; g < point; g++) hz += hzAt(track, g) + hzAt(track, g + 1);
  const cycles = angle / (2 * Math.PI) - (hz * MOVING_HOP) / (2 * sound.sampleRate);
  return cycles - Math.floor(cycles);
}

/** Distance of frequency n from its nearest neighbour, or from 0 Hz. */
function distance(hz: readonly number[], n: number): number {
  let nearest = hz[n];
  for (let j = 0; j < hz.length; j++) if (j !== n) nearest = Math.min(nearest, Math.abs(hz[j] - hz[n]));
  return nearest;
}

function windowFor(separation: number, sampleRate: number): number {
  let index = 0;
  while (index < WINDOWS.length - 1 && WINDOWS[index] * separation < 2 * sampleRate) index++;
  return index;
}

/** Change of frequency around a grid point, Hz a sample. */
function slopeAt(track: CandidateTrack, point: number): number {
  if (track.hz.length === 1) return 0;
  const before = Math.max(point - 1, track.begin);
  const after = Math.min(point + 1, track.end);
  return (hzAt(track, after) - hzAt(track, before)) / (MOVING_HOP * Math.max(1, after - before));
}

/** Amplitude of a sinusoid at `bin`, not a whole number, of a centred spectrum. */
function steadyAmplitude(power: Float64Array, bin: number): number {
  const nearest = Math.round(bin);
  const away = bin - nearest;
  const sinc = away === 0 ? 1 : Math.sin(Math.PI * away) / (Math.PI * away);
  return (Math.sqrt(power[nearest]) * (1 - away * away)) / sinc;
}

/** The held level under a Hann window centred on a grid point, summed over samples. */
function createWindowedLevel(held: Float64Array, size: number): (point: number) => number {
  const count = size / SAMPLES_PER_LEVEL;
  const shape = Float64Array.from(
    { length: count },
    (_, n) => SAMPLES_PER_LEVEL * (0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / count)),
  );
  return (point) => {
    const start = point * LEVELS_PER_POINT - count / 2;
    const to = Math.min(count, held.length - start);
    let sum = 0;
    for (let n = Math.max(0, -start); n < to; n++) sum += held[start + n] * shape[n];
    return sum;
  };
}

/**
 * Creates a function that measures a sinusoid of `hz` (`slope` in Hz a sample) at `centre` under a Hann window: half its amplitude
 * times the window's sum, and its angle at `centre`, radians. Phase and its step turn by complex products.
 */
function createDemodulator({ samples, sampleRate }: MeasuredSound) {
  const shapes = new Map(WINDOWS.map((size) => [size, hann(size)]));
  const radians = (2 * Math.PI) / sampleRate;
  return (centre: number, hz: number, slope: number, size: number): { amplitude: number; angle: number } => {
    const shape = shapes.get(size) ?? hann(size);
    const start = centre - size / 2;
    const first = Math.max(0, start);
    const end = Math.min(samples.length, centre + size / 2);
    const t = first - centre;
    const angle = radians * (hz * t + 0.5 * slope * t * t);
    const step = radians * (hz + slope * (t + 0.5));
    let [x, y] = [Math.cos(angle), -Math.sin(angle)];
    let [stepX, stepY] = [Math.cos(step), -Math.sin(step)];
    const [turnX, turnY] = [Math.cos(radians * slope), -Math.sin(radians * slope)];
    let real = 0;
    let imaginary = 0;
    for (let n = first; n < end; n++) {
      const sample = samples[n] * shape[n - start];
      real += sample * x;
      imaginary += sample * y;
      const nextX = x * stepX - y * stepY;
      y = x * stepY + y * stepX;
      x = nextX;
      const nextStepX = stepX * turnX - stepY * turnY;
      stepY = stepX * turnY + stepY * turnX;
      stepX = nextStepX;
    }
    return { amplitude: Math.sqrt(real * real + imaginary * imaginary), angle: Math.atan2(real, -imaginary) };
  };
}
