/** Offsets along the principal axes of what the model reads of a bank's timbres, the widest axis first. */
export const LATENT_DESTINATIONS = [
  'latent-1',
  'latent-2',
  'latent-3',
  'latent-4',
  'latent-5',
  'latent-6',
  'latent-7',
  'latent-8',
] as const;

/** The destinations of control voltages, in the order of the values in a control frame. */
export const DESTINATIONS = [
  'interpolate',
  'scrub',
  'sharpness',
  'variation',
  'rms',
  'zcr',
  'rolloff',
  'flatness',
  'bandwidth',
  'centroid',
  'f0',
  'pitch',
  'level',
  'loop-window',
  'loop-jitter',
  'loop-spread',
  'map-x',
  'map-y',
  ...LATENT_DESTINATIONS,
] as const;

export type Destination = (typeof DESTINATIONS)[number];

/** Unit and range of a destination's value. */
export interface DestinationRange {
  /** Unit shown to the user; '' for a share or a balance. */
  readonly unit: '' | 'oct' | 'SD' | 'dB' | 'ms';
  readonly min: number;
  readonly max: number;
  /** The neutral value. */
  readonly default: number;
  /** Scale between `min` and `max`: equal steps, or equal ratios. */
  readonly taper: 'linear' | 'exponential';
}

const linear = (unit: DestinationRange['unit'], min: number, max: number, defaultValue: number): DestinationRange => ({
  unit,
  min,
  max,
  default: defaultValue,
  taper: 'linear',
});

/**
 * Ranges of all destinations. An offset of a descriptor is in octaves; of flatness and zcr, which are not on a
 * logarithmic scale, in standard deviations of the model's data; a latent's in those of the bank. Pitch is in octaves: 1 V each.
 */
export const DESTINATION_RANGES: Readonly<Record<Destination, DestinationRange>> = {
  interpolate: linear('', 0, 1, 0),
  scrub: linear('', 0, 1, 0),
  sharpness: linear('', -1, 1, 0),
  variation: linear('SD', 0, 1, 0),
  rms: linear('oct', -4, 4, 0),
  zcr: linear('SD', -3, 3, 0),
  rolloff: linear('oct', -4, 4, 0),
  flatness: linear('SD', -3, 3, 0),
  bandwidth: linear('oct', -4, 4, 0),
  centroid: linear('oct', -4, 4, 0),
  f0: linear('oct', -4, 4, 0),
  pitch: linear('oct', -5, 5, 0),
  level: linear('dB', -60, 6, 0),
  'loop-window': { unit: 'ms', min: 20, max: 500, default: 120, taper: 'exponential' },
  'loop-jitter': linear('', 0, 1, 0),
  'loop-spread': linear('', 0, 1, 0),
  'map-x': linear('', 0, 1, 0.5),
  'map-y': linear('', 0, 1, 0.5),
  'latent-1': linear('SD', -3, 3, 0),
  'latent-2': linear('SD', -3, 3, 0),
  'latent-3': linear('SD', -3, 3, 0),
  'latent-4': linear('SD', -3, 3, 0),
  'latent-5': linear('SD', -3, 3, 0),
  'latent-6': linear('SD', -3, 3, 0),
  'latent-7': linear('SD', -3, 3, 0),
  'latent-8': linear('SD', -3, 3, 0),
};

/** Returns the index of a destination's value in a control frame. */
export const destinationIndex = (id: Destination): number => DESTINATIONS.indexOf(id);

/** Returns the neutral values, in the order of `DESTINATIONS`. */
export function defaultValues(): Float64Array {
  return Float64Array.from(DESTINATIONS, (id) => DESTINATION_RANGES[id].default);
}
