import type { Timbre } from './timbre.ts';

/** Timbres that can sound together: four of the map, and four more while a loop goes over to others. */
export const MAX_MIXED_TIMBRES = 8;

/** The timbre of one moment: shares of up to eight sounds. Filled anew for each hop, without allocation. */
export interface TimbreMix {
  /** The sounds that have a share; others are undefined. */
  readonly timbres: readonly (Timbre | undefined)[];
  /** 0-1 each; what they lack to 1 has the mean timbre. */
  readonly shares: Float64Array;
  /** Octaves by which modes are moved. */
  transpose: number;
  clear(): void;
  /** Gives `timbre` a further share; the mean timbre's when undefined. A ninth sound is left out. */
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
      let place = timbres.indexOf(timbre);
      if (place < 0) place = timbres.indexOf(undefined);
      if (place < 0) return;
      timbres[place] = timbre;
      shares[place] += share;
    },
  };
  return mix;
}
