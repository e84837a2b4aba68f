import { MOVING_HOP, TRACK_ANALYSIS } from '../../descriptors/timbre/moving-analysis.ts';
import type { MovingTimbre, Track } from '../../descriptors/timbre/moving-timbre.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { clamp } from '../../numeric/clamp.ts';

/** Reads moving timbres between their grid points, at one place or at two that a loop fades between. Reading allocates nothing. */
export interface MovingReader {
  /** Tracks of the last timbre that was read. */
  readonly count: number;
  /** Frequency of each of them, Hz, and amplitude over the held level. */
  readonly hz: Float64Array;
  readonly ratio: Float64Array;
  /** Reads the tracks of the timbre in a slot of `mix`, `frames` after its place. */
  readTracks(moving: MovingTimbre, mix: TimbreMix, slot: number, frames?: number): void;
  /** Harmonicity of the mix, likewise; that of the mean timbre is 1. */
  mixedHarmonicity(mix: TimbreMix, frames?: number): number;
  /** Cycles that a track makes in `hops` before `frame`, in steps of a sub-frame. */
  cyclesBefore(track: Track, frame: number, hops: number): number;
}

export interface MovingReaderOptions {
  /** Samples. */
  readonly hop: number;
  readonly subframes: number;
  readonly sampleRate: number;
}

export function createMovingReader({ hop, subframes, sampleRate }: MovingReaderOptions): MovingReader {
  const pointsPerFrame = hop / MOVING_HOP;
  const hz = new Float64Array(TRACK_ANALYSIS.count);
  const ratio = new Float64Array(TRACK_ANALYSIS.count);
  let count = 0;

  /** The grid place of a frame; a sound holds its ends. */
  const placeOf = (moving: MovingTimbre, frame: number): number =>
    clamp(frame * pointsPerFrame, 0, Math.max(moving.points - 1, 0));

  /** The second place beside the first: energies are mixed by share, frequencies by energy. */
  function mixSecond(tracks: readonly Track[], place: number, fade: number): void {
    const point = Math.floor(place);
    const part = place - point;
    for (let k = 0; k < count; k++) {
      const first = (1 - fade) * ratio[k] ** 2;
      const second = fade * ratioAt(tracks[k], point, part) ** 2;
      const energy = first + second;
      if (energy === 0) continue;
      hz[k] += ((hzAt(tracks[k], point, part) - hz[k]) * second) / energy;
      ratio[k] = Math.sqrt(energy);
    }
  }

  function harmonicityOf(moving: MovingTimbre, mix: TimbreMix, slot: number, frames: number): number {
    const first = between(moving.harmonicity, placeOf(moving, mix.places[slot] + frames));
    if (mix.fade === 0) return first;
    const second = between(moving.harmonicity, placeOf(moving, mix.nexts[slot] + frames));
    return first + (second - first) * mix.fade;
  }

  return {
    get count() {
      return count;
    },
    hz,
    ratio,
    readTracks: (moving, mix, slot, frames = 0) => {
      const { tracks } = moving;
      const place = placeOf(moving, mix.places[slot] + frames);
      const point = Math.floor(place);
      const part = place - point;
      count = Math.min(tracks.length, TRACK_ANALYSIS.count);
      for (let k = 0; k < count; k++) {
        hz[k] = hzAt(tracks[k], point, part);
        ratio[k] = ratioAt(tracks[k], point, part);
      }
      if (mix.fade > 0) mixSecond(tracks, placeOf(moving, mix.nexts[slot] + frames), mix.fade);
    },
    mixedHarmonicity: (mix, frames = 0) => {
      let sum = 1;
      for (let slot = 0; slot < MAX_MIXED_TIMBRES; slot++) {
        const moving = mix.timbres[slot]?.moving;
        if (moving !== undefined) sum += mix.shares[slot] * (harmonicityOf(moving, mix, slot, frames) - 1);
      }
      return sum;
    },
    cyclesBefore: (track, frame, hops) => {
      if (track.hz.length === 1) return (track.hz[0] * hops * hop) / sampleRate;
      let sum = 0;
      for (let n = hops; n > 0; n--) {
        const before = hzAtPlace(track, Math.max(frame - n, 0) * pointsPerFrame);
        const after = hzAtPlace(track, Math.max(frame - n + 1, 0) * pointsPerFrame);
        sum += before + ((after - before) * (subframes + 1)) / (2 * subframes);
      }
      return (sum * hop) / sampleRate;
    },
  };
}

/** The frequency at `part` after grid point `point`; before and after the track those of its ends. */
function hzAt({ first, hz }: Track, point: number, part: number): number {
  const last = hz.length - 1;
  const at = point - first;
  if (at < 0) return hz[0];
  if (at >= last) return hz[last];
  const before = hz[at];
  return before + (hz[at + 1] - before) * part;
}

const hzAtPlace = (track: Track, place: number): number => hzAt(track, Math.floor(place), place - Math.floor(place));

/** The ratio there; 0 before and after the track, linear to them over a point. */
function ratioAt({ first, ratio }: Track, point: number, part: number): number {
  const at = point - first;
  const last = ratio.length - 1;
  if (at < -1 || at > last) return 0;
  const before = at < 0 ? 0 : ratio[at];
  const after = at === last ? 0 : ratio[at + 1];
  return before + (after - before) * part;
}

/** Linear between the values; `place` is within them. */
function between(values: Float32Array, place: number): number {
  const low = Math.floor(place);
  const before = values[low];
  return low + 1 < values.length ? before + (values[low + 1] - before) * (place - low) : before;
}
