import type { Timbre } from './timbre.ts';

/** Maximum number of timbres in a mix: four of the map, and four more while a loop crossfades to others. */
export const MAX_MIXED_TIMBRES = 8;

/** A weighted mix of up to eight timbres. Refilled for each hop, without allocation. */
export interface TimbreMix {
  /** The timbres in the mix; unused entries are undefined. */
  readonly timbres: readonly (Timbre | undefined)[];
  /** Weights, 0-1 each; the remainder to 1 is the mean timbre. */
  readonly shares: Float64Array;
  /** Transposition of the modes, octaves. */
  transpose: number;
  clear(): void;
  /** Adds `share` to the weight of `timbre`; undefined stands for the mean timbre. A ninth timbre is dropped. */
  add(timbre: Timbre | undefined, share: number): void;
}

export function createTimbreMix(): TimbreMix {
  const timbres: (Timbre | undefined)[] = new Array<Timbre | undefined>(MAX_MIXED_TIMBRES).fill(undefined);
  const shares = new Float64Array(MAX_MIXED_TIMBRES);
  const mix: TimbreMix = {
    timbres,
    shares,
    transpose: 0,
    clear: () => {
      timbres.fill(undefined);
      shares.fill(0);
      mix.transpose = 0;
    },
    add: (timbre, share) => {
      if (timbre === undefined || !(share > 0)) return;
      let slot = timbres.indexOf(timbre);
      if (slot < 0) slot = timbres.indexOf(undefined);
      if (slot < 0) return;
      timbres[slot] = timbre;
      shares[slot] += share;
    },
  };
  return mix;
}
