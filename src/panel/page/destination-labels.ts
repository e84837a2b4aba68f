import { DESTINATION_RANGES, DESTINATIONS, type Destination } from '../../control/destination.ts';
import type { PanelSettings } from '../protocol.ts';

/** Labels of the destinations. */
export const DESTINATION_LABELS: Readonly<Record<Destination, string>> = {
  interpolate: 'Set A to B',
  scrub: 'Scrub',
  sharpness: 'Sharpness',
  variation: 'Variation',
  rms: 'Loudness',
  zcr: 'Percussivity',
  rolloff: 'Tone',
  flatness: 'Noisiness',
  bandwidth: 'Richness',
  centroid: 'Brightness',
  f0: 'Pitch of the sound',
  pitch: 'Pitch, 1 V/oct',
  level: 'Level',
  'loop-window': 'Loop window',
  'loop-jitter': 'Loop jitter',
  'loop-spread': 'Loop spread',
  'map-x': 'Map, x',
  'map-y': 'Map, y',
};

/** Destinations in the groups of the Knobs drawer. */
export const DESTINATION_GROUPS: readonly (readonly [string, readonly Destination[]])[] = [
  ['Sound', ['interpolate', 'scrub', 'sharpness', 'variation', 'pitch', 'level']],
  ['Descriptors', ['rms', 'zcr', 'rolloff', 'flatness', 'bandwidth', 'centroid', 'f0']],
  ['Loop', ['loop-window', 'loop-jitter', 'loop-spread']],
  ['Map', ['map-x', 'map-y']],
];

/** The destinations of a jack, as text. */
export function assignmentOf(depths: PanelSettings['depths']['cv1']): string {
  const assigned = DESTINATIONS.filter((id) => (depths[id] ?? 0) !== 0);
  return assigned.map((id) => DESTINATION_LABELS[id]).join(', ') || 'unassigned';
}

/** A destination's value with its unit. */
export function valueText(id: Destination, value: number): string {
  const { unit, min } = DESTINATION_RANGES[id];
  if (unit === 'ms') return `${value.toFixed(0)} ms`;
  const sign = min < 0 && value > 0 ? '+' : '';
  return `${sign}${value.toFixed(unit === 'dB' ? 1 : 2)}${unit === '' ? '' : ` ${unit}`}`;
}
