import { createPowerSpectra } from '../../descriptors/timbre/power-spectra.ts';

const SIZE = 1024;
const HOP = 256;
/** Floor below the loudest bin, dB: lower levels are inaudible and are raised to it. */
const FLOOR_DB = 80;

/**
 * Log-spectral distance of two sounds in dB: over bins the root, over frames the mean, of the squared difference of their log power
 * spectra (Gray and Markel, Distance measures for speech processing, 1976); 1024 points, Hann, hop 256.
 */
export function logSpectralDistanceDb(reference: Float32Array, sound: Float32Array): number {
  const length = Math.min(reference.length, sound.length);
  const a = createPowerSpectra(reference.subarray(0, length), SIZE);
  const b = createPowerSpectra(sound.subarray(0, length), SIZE);
  const firsts = Array.from({ length: Math.max(Math.floor((length - SIZE) / HOP) + 1, 1) }, (_, n) => n * HOP);
  const loudest = firsts.reduce((most, first) => Math.max(most, ...a.at(first), ...b.at(first)), 0);
  if (loudest === 0) return 0;
  const floor = loudest * 10 ** (-FLOOR_DB / 10);
  const distances = firsts.map((first) => {
    const [one, other] = [a.at(first), b.at(first)];
    const squares = one.reduce((sum, power, k) => {
      const difference = 10 * Math.log10(Math.max(power, floor) / Math.max(other[k], floor));
      return sum + difference ** 2;
    }, 0);
    return Math.sqrt(squares / one.length);
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}
