import { clamp } from '../../numeric/clamp.ts';
import { bandOf, erbBands } from '../../numeric/erb-bands.ts';
import { createPowerSpectra, findOnset } from './power-spectra.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE } from './timbre.ts';

const { bands, window, hop, lowHz, highHz, stretches, floorDb } = COLOUR_ANALYSIS;
const SILENCE = 1e-12;

/**
 * Shares of energy of 24 ERB bands in dB for three stretches from the onset on: 46 ms, the next 280 ms, the two seconds after.
 * A stretch that the sound does not reach repeats the one before.
 */
export function measureColour(samples: Float32Array, sampleRate: number): Float32Array {
  const colour = new Float32Array(COLOUR_SIZE);
  const spectra = createPowerSpectra(samples, window);
  const edges = erbBands(lowHz, highHz, bands);
  const bandOfBin = Int32Array.from({ length: spectra.bins }, (_, k) => bandOf(edges, (k * sampleRate) / window));
  const onset = findOnset(samples);
  const energy = new Float64Array(bands);
  let from = onset;
  for (const [stretch, length] of stretches.entries()) {
    const at = stretch * bands;
    const end = Math.min(onset + length, samples.length);
    energy.fill(0);
    for (let first = from; first < Math.max(end, stretch === 0 ? from + 1 : 0); first += hop) {
      addBands(spectra.at(first), bandOfBin, energy);
    }
    const whole = energy.reduce((total, value) => total + value, 0);
    if (whole > SILENCE || stretch === 0) {
      for (let b = 0; b < bands; b++) {
        const share = whole > SILENCE ? energy[b] / whole : 1 / bands;
        colour[at + b] = clamp(10 * Math.log10(share + 1e-12), floorDb, 0);
      }
    } else colour.copyWithin(at, at - bands, at);
    from = onset + length;
  }
  return colour;
}

function addBands(power: Float64Array, bandOfBin: Int32Array, into: Float64Array): void {
  for (let k = 0; k < power.length; k++) {
    const band = bandOfBin[k];
    if (band >= 0 && band < bands) into[band] += power[k];
  }
}
