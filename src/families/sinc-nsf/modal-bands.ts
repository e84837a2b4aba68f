import type { Timbre } from '../../descriptors/timbre/timbre.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { clamp } from '../../numeric/clamp.ts';
import { bandOf, erbBands } from '../../numeric/erb-bands.ts';
import type { ModalParameters } from './synthesis-parameters.ts';

/** A timbre's modes by modal band; the network gives one gain a band. */
export interface BandedModes {
  /** The band of each mode. */
  readonly band: Int32Array;
  /** Energy of each band's modes as a share of the sound's. */
  readonly energy: Float64Array;
}

export interface ModalBands {
  readonly count: number;
  /** The banded modes of a timbre, computed once. */
  forTimbre(timbre: Timbre): BandedModes;
  /** Energy of each band in a mix: the sum over its timbres, weighted by their shares. */
  energies(mix: TimbreMix, into: Float64Array): void;
}

export function createModalBands({ bands, bandLowHz, bandHighHz }: ModalParameters): ModalBands {
  const edges = erbBands(bandLowHz, bandHighHz, bands);
  const cache = new WeakMap<Timbre, BandedModes>();

  function of(timbre: Timbre): BandedModes {
    const found = cache.get(timbre);
    if (found !== undefined) return found;
    const band = Int32Array.from(timbre.hz, (hz) => clamp(bandOf(edges, hz), 0, bands - 1));
    const energy = new Float64Array(bands);
    for (let i = 0; i < band.length; i++) energy[band[i]] += timbre.share[i];
    const made = { band, energy };
    cache.set(timbre, made);
    return made;
  }

  return {
    count: bands,
    forTimbre: of,
    energies: (mix, into) => {
      into.fill(0);
      for (let p = 0; p < MAX_MIXED_TIMBRES; p++) {
        const timbre = mix.timbres[p];
        if (timbre === undefined) continue;
        const { energy } = of(timbre);
        for (let b = 0; b < bands; b++) into[b] += mix.shares[p] * energy[b];
      }
    },
  };
}
