import { clamp } from '../../numeric/clamp.ts';
import { bandOf, erbBands } from '../../numeric/erb-bands.ts';
import type { CentredSpectra } from './centred-spectra.ts';
import { coloursOf } from './moving-analysis.ts';
import { COLOUR_ANALYSIS } from './timbre.ts';

const { bands, window, lowHz, highHz, floorDb } = COLOUR_ANALYSIS;
const SILENCE = 1e-12;

/** Measures shares of energy of 24 ERB bands in dB at every second grid point: 24 values each. */
export function measureColourPath(spectra: CentredSpectra, sampleRate: number): Float32Array {
  const edges = erbBands(lowHz, highHz, bands);
  const bandOfBin = Int32Array.from({ length: window / 2 + 1 }, (_, k) => bandOf(edges, (k * sampleRate) / window));
  const colour = new Float32Array(coloursOf(spectra.points) * bands);
  const energy = new Float64Array(bands);
  for (let at = 0, point = 0; point < spectra.points; at += bands, point += 2) {
    const power = spectra.at(window, point);
    energy.fill(0);
    let total = 0;
    for (let k = 0; k < power.length; k++) {
      const band = bandOfBin[k];
      if (band < 0 || band >= bands) continue;
      energy[band] += power[k];
      total += power[k];
    }
    for (let b = 0; b < bands; b++) {
      const share = total > SILENCE ? energy[b] / total : 1 / bands;
      colour[at + b] = clamp(10 * Math.log10(share + 1e-12), floorDb, 0);
    }
  }
  return colour;
}
