import { clampTo, MODE_HZ_RANGE } from '../descriptor-ranges.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { quantiseMoving } from '../timbre/moving-bytes.ts';
import type { Track } from '../timbre/moving-timbre.ts';
import type { Timbre } from '../timbre/timbre.ts';

/** Frames between two grid points. */
const FRAMES_PER_POINT = 2;
/** Changes of pitch within it are one transposition: a hundredth of a cent, the rounding of float32. */
const SAME = 1e-5;

/**
 * The timbre of a set whose pitch curve becomes `f0`: each track moves by the ratio of new to old pitch, point by point. A track whose
 * points move alike stays steady; one that does not move at all stays as it is. Fixed modes and the rest do not change.
 */
export function moveTracks({ timbre, curves }: DescriptorSet, f0: Float32Array): Timbre | undefined {
  if (timbre?.moving === undefined) return timbre;
  const { moving } = timbre;
  const ratios = Float64Array.from(
    { length: moving.points },
    (_, point) => f0[FRAMES_PER_POINT * point] / curves.f0[FRAMES_PER_POINT * point],
  );
  if (ratios.every((ratio) => ratio === 1)) return timbre;
  const tracks = moving.tracks.map((track) => moveTrack(track, ratios));
  return { ...timbre, moving: quantiseMoving({ ...moving, tracks }) };
}

function moveTrack(track: Track, ratios: Float64Array): Track {
  const { first, hz, ratio } = track;
  const here = ratios.subarray(first, first + ratio.length);
  const low = here.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = here.reduce((most, value) => Math.max(most, value), 0);
  if (low === 1 && high === 1) return track;
  const isSteady = hz.length === 1 && high / low < 1 + SAME;
  const moved = Float32Array.from({ length: isSteady ? 1 : ratio.length }, (_, n) =>
    clampTo(MODE_HZ_RANGE, hz[hz.length === 1 ? 0 : n] * here[n]),
  );
  return { ...track, hz: moved };
}
