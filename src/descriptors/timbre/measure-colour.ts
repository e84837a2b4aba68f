import { clamp } from '../../numeric/clamp.ts';
import { bandOf, erbBands } from '../../numeric/erb-bands.ts';
import { createPowerSpectra, findOnset } from './power-spectra.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE } from './timbre.ts';

const { bands, window, hop, lowHz, highHz, stretches, floorDb } = COLOUR_ANALYSIS;
const SILENCE = 1e-12;

/**
 * Measures a sound's colour: shares of energy of 24 ERB bands in dB, for three segments from the onset: 46 ms, the next 280 ms,
 * the two seconds after. A segment past the end of the sound repeats the previous one.
 */
export function measureColour(samples: Float32Array, sampleRate: number): Float32Array {
  const colour = new Float32Array(COLOUR_SIZE);
  const spectra = createPowerSpectra(samples, window);
  const edges = erbBands(lowHz, highHz, bands);
  const bandOfBin = Int32Array.from({ length: spectra.bins }, (_, k) => bandOf(edges, (k * sampleRate) / window));
  const onset = findOnset(samples);
  const energy = new Float64Array(bands);
  let from = onset;
  for (const [segment, segmentEnd] of stretches.entries()) {
    const at = segment * bands;
    const end = Math.min(onset + segmentEnd, samples.length);
    energy.fill(0);
    for (let first = from; first < Math.max(end, segment === 0 ? from + 1 : 0); first += hop) {
      addBands(spectra.at(first), bandOfBin, energy);
    }
    const total = energy.reduce((sum, value) => sum + value, 0);
    if (total > SILENCE || segment === 0) {
      for (let b = 0; b < bands; b++) {
        const share = total > SILENCE ? energy[b] / total : 1 / bands;
        colour[at + b] = clamp(10 * Math.log10(share + 1e-12), floorDb, 0);
      }
    } else colour.copyWithin(at, at - bands, at);
    from = onset + segmentEnd;
  }
  return colour;
}

function addBands(power: Float64Array, bandOfBin: Int32Array, into: Float64Array): void {
  for (let k = 0; k < power.length; k++) {
    const band = bandOfBin[k];
    if (band >= 0 && band < bands) into[band] += power[k];
  }
}
