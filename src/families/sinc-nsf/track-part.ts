import { TRACK_ANALYSIS } from '../../descriptors/timbre/moving-analysis.ts';
import type { Timbre } from '../../descriptors/timbre/timbre.ts';
import type { SynthKernel } from './synth-kernel.ts';

/** Relative difference of two tracks that are equally loud. */
const TIE_BREAK = 1e-12;

/** One timbre of the mix that a bank plays, or that fades out of it; arrays have one value a track, in the kernel's memory. */
export interface TrackPart {
  /** Undefined while the part is free. */
  timbre: Timbre | undefined;
  count: number;
  /** Whether the present mix has the timbre. */
  isMixed: boolean;
  /** As in the kernel's function `tracks`; before `aimPart`, `glide` and `slope` are the values at the hop's end. */
  readonly band: Int32Array;
  readonly hz: Float64Array;
  readonly glide: Float64Array;
  readonly weight: Float64Array;
  readonly slope: Float64Array;
  readonly phase: Float64Array;
  readonly amplitude: Float64Array;
}

export function createTrackPart(kernel: SynthKernel): TrackPart {
  const values = (): Float64Array => kernel.doubles(TRACK_ANALYSIS.count);
  return {
    timbre: undefined,
    count: 0,
    isMixed: false,
    band: kernel.integers(TRACK_ANALYSIS.count),
    hz: values(),
    glide: values(),
    weight: values(),
    slope: values(),
    phase: values(),
    amplitude: values(),
  };
}

/** The part that plays `timbre`: the one that already does, or a free one; undefined where there is none. */
export function findPart(parts: readonly TrackPart[], timbre: Timbre): TrackPart | undefined {
  for (let p = 0; p < parts.length; p++) if (parts[p].timbre === timbre) return parts[p];
  for (let p = 0; p < parts.length; p++) if (parts[p].timbre === undefined) return parts[p];
  return undefined;
}

/** Silences the values after the part's last track, which the kernel computes beside it. */
export function endTracks({ count, band, hz, glide, weight, slope, amplitude }: TrackPart): void {
  if (count === TRACK_ANALYSIS.count) return;
  band[count] = 0;
  hz[count] = 0;
  glide[count] = 0;
  weight[count] = 0;
  slope[count] = 0;
  amplitude[count] = 0;
}

export function freePart(part: TrackPart): void {
  part.timbre = undefined;
  part.count = 0;
  part.isMixed = false;
}

/**
 * Makes the values at the hop's end changes a sub-frame. Tracks below `threshold` fade over the hop, and so do all of a part that is not
 * in the mix.
 */
export function aimPart(
  { count, isMixed, hz, glide, weight, slope }: TrackPart,
  threshold: number,
  subframes: number,
): void {
  for (let k = 0; k < count; k++) {
    const target = isMixed && slope[k] >= threshold ? slope[k] : 0;
    slope[k] = (target - weight[k]) / subframes;
    glide[k] = isMixed ? (glide[k] - hz[k]) / subframes : 0;
  }
}

/** Holds the present values from now on. */
export function holdPart({ glide, slope }: TrackPart): void {
  glide.fill(0);
  slope.fill(0);
}

/**
 * The smallest amplitude of the `max` loudest tracks in the mix; 0 where there are no more than these.
 *
 * @param amplitudes room for all tracks, overwritten
 */
export function thresholdOf(parts: readonly TrackPart[], max: number, amplitudes: Float64Array): number {
  let found = 0;
  for (let p = 0; p < parts.length; p++) {
    const { isMixed, slope, count } = parts[p];
    for (let k = 0; isMixed && k < count; k++) {
      if (!(slope[k] > 0)) continue;
      // No two are equal: as many as `max` are at the threshold or above.
      slope[k] *= 1 - TIE_BREAK * found;
      amplitudes[found++] = slope[k];
    }
  }
  return found <= max ? 0 : select(amplitudes, found, found - max);
}

/** The value that would be at `place` if the first `count` values were sorted (Hoare's selection); they change places. */
function select(values: Float64Array, count: number, place: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place];
}
