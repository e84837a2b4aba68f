import { DESTINATION_RANGES, DESTINATIONS, type Destination, LATENT_DESTINATIONS } from '../../control/destination.ts';
import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import type { PanelSettings } from '../protocol.ts';

/** Destinations in the groups of the Knobs drawer. */
export const DESTINATION_GROUPS: readonly (readonly [string, readonly Destination[]])[] = [
  ['Sound', ['interpolate', 'scrub', 'sharpness', 'variation', 'pitch', 'level']],
  ['Descriptors', ['rms', 'zcr', 'rolloff', 'flatness', 'bandwidth', 'centroid', 'f0']],
  ['Loop', ['loop-window', 'loop-jitter', 'loop-spread']],
  ['Map', ['map-x', 'map-y']],
  ['Latents', LATENT_DESTINATIONS],
];

/** The destinations of a jack, as text. */
export function assignmentOf(depths: PanelSettings['depths']['cv1']): string {
  const assigned = DESTINATIONS.filter((id) => (depths[id] ?? 0) !== 0);
  return assigned.map((id) => DESTINATION_LABELS[id]).join(', ') || 'unassigned';
}

/** Twice the amplitude, dB. */
const DB_PER_OCTAVE = 20 * Math.log10(2);

/**
 * A destination's value in a musician's unit: an interval in semitones, an offset of a frequency in octaves, of loudness in dB, and a
 * share in percent. An offset in standard deviations is a share of its range.
 */
export function valueText(id: Destination, value: number): string {
  const { unit, min, max } = DESTINATION_RANGES[id];
  const text = (amount: number, digits: number, of: string): string => {
    const rounded = amount.toFixed(digits);
    const isZero = Number(rounded) === 0;
    return `${min < 0 && amount > 0 && !isZero ? '+' : ''}${isZero ? rounded.replace('-', '') : rounded} ${of}`;
  };
  if (unit === 'ms') return text(value, 0, 'ms');
  if (unit === 'dB') return text(value, 1, 'dB');
  if (id === 'rms') return text(DB_PER_OCTAVE * value, 1, 'dB');
  if (id === 'pitch' || id === 'f0') return text(12 * value, 1, 'st');
  if (unit === 'oct') return text(value, 2, 'oct');
  return text((100 * value) / max, 0, '%');
}
