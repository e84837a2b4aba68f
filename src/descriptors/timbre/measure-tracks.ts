import { type CandidateTrack, findCandidates } from './candidate-tracks.ts';
import { LEVELS_PER_POINT } from './hold-level.ts';
import { TRACK_ANALYSIS } from './moving-analysis.ts';
import type { Track } from './moving-timbre.ts';
import { type MeasuredSound, measurePhase, measureRatios } from './track-ratios.ts';

const MIN_RATIO = 10 ** (TRACK_ANALYSIS.lowDb / 20);
/** A held level above it (-80 dBFS) is the sound's beginning. */
const ONSET_LEVEL = 1e-4;

/**
 * Measures the partials of a sound that move and end, the strongest first; at most 96. Before the sound's onset a track has the
 * ratio of the onset, so that the level lane shapes the attack.
 */
export function measureTracks(sound: MeasuredSound): Track[] {
  const candidates = findCandidates(sound.spectra, sound.sampleRate);
  const measured = measureRatios(sound, candidates);
  const levels = Float64Array.from(
    { length: sound.spectra.points },
    (_, point) => sound.held[point * LEVELS_PER_POINT] ?? 0,
  );
  const onset = levels.findIndex((level) => level > ONSET_LEVEL);
  return candidates
    .map((candidate, k) => {
      const { ratio: exact, window } = measured[k];
      const ratio = exact.map((value) => (value < MIN_RATIO ? 0 : value));
      const amplitudes = ratio.map((value, n) => value * levels[candidate.begin + n]);
      return {
        candidate,
        ratio,
        window,
        amplitudes,
        energy: amplitudes.reduce((sum, value) => sum + value * value, 0),
      };
    })
    .filter(({ energy }) => energy > 0)
    .sort((a, b) => b.energy - a.energy)
    .slice(0, TRACK_ANALYSIS.count)
    .flatMap(({ candidate, ratio, window, amplitudes }) => {
      const track = toTrack(candidate, ratio, onset);
      return track === undefined ? [] : [{ ...track, phase: measurePhase(sound, candidate, window, amplitudes) }];
    });
}

/** The track from its first to its last value above 0; undefined without one. */
function toTrack({ begin, hz }: CandidateTrack, ratio: Float64Array, onset: number): Omit<Track, 'phase'> | undefined {
  const atOnset = ratio[onset - begin] ?? 0;
  const ratioAt = (point: number): number => (point < onset ? atOnset : (ratio[point - begin] ?? 0));
  let first = onset > 0 && atOnset > 0 ? 0 : Math.max(begin, onset);
  let last = begin + ratio.length - 1;
  while (first <= last && ratioAt(first) === 0) first++;
  while (last >= first && ratioAt(last) === 0) last--;
  if (last < first) return undefined;
  const length = last - first + 1;
  return {
    first,
    hz:
      hz.length === 1
        ? Float32Array.from(hz)
        : Float32Array.from({ length }, (_, n) => hz[Math.max(0, first + n - begin)]),
    ratio: Float32Array.from({ length }, (_, n) => ratioAt(first + n)),
  };
}
