import { DESCRIPTORS } from '../descriptor.ts';
import { LATENT_AXES, type LatentAxes } from './latent-axes.ts';
import type { Timbre } from './timbre.ts';

/** Maximum number of timbres in a mix: four of the map, and four more while a loop crossfades to others. */
export const MAX_MIXED_TIMBRES = 8;

/** A weighted mix of up to eight timbres. Refilled for each hop, without allocation. */
export interface TimbreMix {
  /** The timbres in the mix; unused entries are undefined. */
  readonly timbres: readonly (Timbre | undefined)[];
  /** Weights, 0-1 each; the remainder to 1 is the mean timbre. */
  readonly shares: Float64Array;
  /** Frame at which each timbre's sound is, not always a whole one; it may lie past the sound's end. */
  readonly places: Float64Array;
  /** The same in a second place of each sound, which a loop fades to. */
  readonly nexts: Float64Array;
  /** 0-1: share of the second places. */
  readonly fade: number;
  /** Transposition of the modes, octaves. */
  transpose: number;
  /** Displacement of each descriptor by its offset, on the perceptual scale, in the order of `DESCRIPTORS`. */
  readonly offsets: Float64Array;
  /** The random walk of each descriptor, in standard deviations times the depth of the variation. */
  readonly walk: Float64Array;
  /** -1 softer ... 0 unchanged ... 1 sharper. */
  sharpness: number;
  /** Offsets along the principal axes of latents, in standard deviations. */
  readonly latents: Float64Array;
  /** The axes; undefined where none were measured. */
  axes: LatentAxes | undefined;
  /** Empties the mix. The timbres that are added are read at `place` of their path, and while `fade` is above 0 also at `next`. */
  clear(place?: number, next?: number, fade?: number): void;
  /**
   * Adds `share` to the weight of `timbre`; undefined stands for the mean timbre. A ninth timbre is dropped.
   *
   * @param start frame of its sound at which the path starts; default 0
   */
  add(timbre: Timbre | undefined, share: number, start?: number): void;
}

export function createTimbreMix(): TimbreMix {
  const timbres: (Timbre | undefined)[] = new Array<Timbre | undefined>(MAX_MIXED_TIMBRES).fill(undefined);
  const shares = new Float64Array(MAX_MIXED_TIMBRES);
  const places = new Float64Array(MAX_MIXED_TIMBRES);
  const nexts = new Float64Array(MAX_MIXED_TIMBRES);
  /** In the path: the first place, the second one and its share. */
  const at = new Float64Array(3);
  const mix: TimbreMix = {
    timbres,
    shares,
    places,
    nexts,
    get fade() {
      return at[2];
    },
    transpose: 0,
    offsets: new Float64Array(DESCRIPTORS.length),
    walk: new Float64Array(DESCRIPTORS.length),
    sharpness: 0,
    latents: new Float64Array(LATENT_AXES),
    axes: undefined,
    clear: (place = 0, next = place, fade = 0) => {
      timbres.fill(undefined);
      shares.fill(0);
      mix.transpose = 0;
      mix.offsets.fill(0);
      mix.walk.fill(0);
      mix.sharpness = 0;
      mix.latents.fill(0);
      at[0] = place;
      at[1] = next;
      at[2] = fade;
    },
    add: (timbre, share, start = 0) => {
      if (timbre === undefined || !(share > 0)) return;
      let slot = timbres.indexOf(timbre);
      if (slot < 0) slot = timbres.indexOf(undefined);
      if (slot < 0) return;
      timbres[slot] = timbre;
      shares[slot] += share;
      places[slot] = start + at[0];
      nexts[slot] = start + at[1];
    },
  };
  return mix;
}
