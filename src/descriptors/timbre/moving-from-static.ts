import { DESCRIPTORS } from '../descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { coloursOf, pointsOf } from './moving-analysis.ts';
import type { MovingTimbre } from './moving-timbre.ts';
import { COLOUR_ANALYSIS, type Timbre } from './timbre.ts';

const { bands, stretches } = COLOUR_ANALYSIS;
/** Harmonicity of a sound whose modes have all of its energy. */
const MIN_HARMONICITY = 0.05;
/** Share of the largest level at which a sound begins, as in `findOnset`. */
const ONSET_SHARE = 0.1;

/** Multiples of it, without their whole part, are far from each other. */
const GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

/** Cached because timbres are immutable and a retrigger must not allocate. */
const cache = new WeakMap<Timbre, Timbre>();

/**
 * The timbre of a set as it is played: one that was measured without its moving part gets that from the static one, when a family first
 * reads it. Sets that share a timbre share the played one: that of the set that was played first. Undefined for a set without a timbre.
 */
export function playedTimbre(set: DescriptorSet): Timbre | undefined {
  if (set.timbre === undefined || set.timbre.moving !== undefined) return set.timbre;
  const found = cache.get(set.timbre);
  if (found !== undefined) return found;
  const { hz, share, colour, encoded } = set.timbre;
  let moving: MovingTimbre | undefined;
  const made: Timbre = {
    hz,
    share,
    colour,
    ...(encoded && { encoded }),
    get moving() {
      moving ??= movingFromStatic(set, { hz, share, colour });
      return moving;
    },
  };
  cache.set(set.timbre, made);
  return made;
}

/** Constant tracks from the modes, a colour path from the three segments; what the modes leave of the energy is harmonic. */
export function movingFromStatic(set: DescriptorSet, { hz, share, colour }: Timbre): MovingTimbre {
  const { hop } = set.analysis;
  const points = pointsOf((set.frames - 1) * hop);
  const colours = coloursOf(points);
  const onset = onsetOf(set);
  const path = new Float32Array(bands * colours);
  const own = new Float32Array(DESCRIPTORS.length * colours);
  for (let c = 0; c < colours; c++) {
    const since = c * COLOUR_ANALYSIS.hop - onset;
    const segment = since < stretches[0] ? 0 : since < stretches[1] ? 1 : 2;
    path.set(colour.subarray(segment * bands, (segment + 1) * bands), c * bands);
    const frame = Math.min(Math.round((c * COLOUR_ANALYSIS.hop) / hop), set.frames - 1);
    for (const [d, name] of DESCRIPTORS.entries()) own[c * DESCRIPTORS.length + d] = set.curves[name][frame] ?? 0;
  }
  const shares = share.reduce((sum, value) => sum + value, 0);
  return {
    points,
    tracks: Array.from(hz, (value, i) => ({
      first: 0,
      // Phases that differ, or the partials of an attack would add up.
      phase: (i * GOLDEN_SECTION) % 1,
      hz: Float32Array.of(value),
      ratio: new Float32Array(points).fill(Math.sqrt(2 * (share[i] ?? 0))),
    })),
    harmonicity: new Float32Array(points).fill(Math.max(1 - shares, MIN_HARMONICITY)),
    colour: path,
    own,
  };
}

/** The sample at which the level lane reaches a tenth of its peak. */
function onsetOf({ level, analysis }: DescriptorSet): number {
  const peak = level.reduce((largest, value) => Math.max(largest, value), 0);
  const first = level.findIndex((value) => value >= ONSET_SHARE * peak);
  return Math.max(first, 0) * (analysis.hop / LEVELS_PER_FRAME);
}
