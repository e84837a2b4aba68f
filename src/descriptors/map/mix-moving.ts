import { DESCRIPTORS } from '../descriptor.ts';
import { coloursOf, TRACK_ANALYSIS } from '../timbre/moving-analysis.ts';
import { quantiseMoving } from '../timbre/moving-bytes.ts';
import type { MovingTimbre, Track } from '../timbre/moving-timbre.ts';
import { COLOUR_ANALYSIS } from '../timbre/timbre.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';

/** A moving timbre and its share; undefined for a sound without one, which is all harmonic. */
export interface MovingPart {
  readonly moving: MovingTimbre | undefined;
  readonly weight: number;
}

const { bands } = COLOUR_ANALYSIS;
const WIDTH = DESCRIPTORS.length;

/**
 * Mixes moving timbres on a grid of `points`: the strongest 96 of all tracks, each with the root of its sound's weight; the mean of
 * harmonicity, colour in dB and own descriptors on their scales. Past its end a sound holds its last values.
 *
 * @param parts weights sum to 1
 */
export function mixMoving(parts: readonly MovingPart[], points: number): MovingTimbre | undefined {
  const moving = parts.flatMap(({ moving, weight }) => (moving === undefined ? [] : [{ moving, weight }]));
  const [only] = moving;
  if (only === undefined) return undefined;
  if (parts.length === 1 && only.moving.points === points) return only.moving;
  const total = moving.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value, n) => sum + (value * (moving[n]?.weight ?? 0)) / total, 0);
  const rows = coloursOf(points);
  return quantiseMoving({
    points,
    tracks: strongest(moving.flatMap(({ moving, weight }) => tracksOf(moving, Math.sqrt(weight), points))),
    harmonicity: Float32Array.from({ length: points }, (_, g) =>
      moving.reduce((sum, { moving, weight }) => sum + weight * (held(moving.harmonicity, g, 1, 0) - 1), 1),
    ),
    colour: Float32Array.from({ length: rows * bands }, (_, i) =>
      mean(moving.map(({ moving }) => held(moving.colour, Math.floor(i / bands), bands, i % bands))),
    ),
    own: Float32Array.from({ length: rows * WIDTH }, (_, i) => {
      const scale = PERCEPTUAL_SCALES[DESCRIPTORS[i % WIDTH] ?? 'rms'];
      const values = moving.map(({ moving }) => held(moving.own, Math.floor(i / WIDTH), WIDTH, i % WIDTH));
      const first = values[0] ?? 0;
      if (values.every((value) => value === first)) return first;
      return fromPerceptual(scale, mean(values.map((value) => toPerceptual(scale, value))));
    }),
  });
}

/** Value `column` of a row of `width`; past the last row that of the last one. */
function held(values: Float32Array, row: number, width: number, column: number): number {
  return values[Math.min(row, values.length / width - 1) * width + column] ?? 0;
}

/** The tracks of a sound, quieter by `gain`; those that sound at its end go on to the end of the grid. */
function tracksOf({ tracks, points: ownPoints }: MovingTimbre, gain: number, points: number): Track[] {
  return tracks.map(({ first, phase, hz, ratio }) => {
    const isHeld = first + ratio.length === ownPoints && ownPoints < points;
    const length = isHeld ? points - first : ratio.length;
    return {
      first,
      phase,
      hz: hz.length === 1 ? hz : Float32Array.from({ length }, (_, i) => held(hz, i, 1, 0)),
      ratio: Float32Array.from({ length }, (_, i) => gain * held(ratio, i, 1, 0)),
    };
  });
}

function strongest(tracks: readonly Track[]): Track[] {
  const energyOf = ({ ratio }: Track): number => ratio.reduce((sum, value) => sum + value * value, 0);
  return tracks
    .map((track) => ({ track, energy: energyOf(track) }))
    .sort((a, b) => b.energy - a.energy)
    .slice(0, TRACK_ANALYSIS.count)
    .map(({ track }) => track);
}
