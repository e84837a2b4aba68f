import { destinationIndex, LATENT_DESTINATIONS } from '../control/destination.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';

/** Indices in the control frame of the destinations that a voice reads. */
export const VOICE_INDEX = {
  interpolate: destinationIndex('interpolate'),
  scrub: destinationIndex('scrub'),
  sharpness: destinationIndex('sharpness'),
  variation: destinationIndex('variation'),
  pitch: destinationIndex('pitch'),
  level: destinationIndex('level'),
  window: destinationIndex('loop-window'),
  jitter: destinationIndex('loop-jitter'),
  spread: destinationIndex('loop-spread'),
  mapX: destinationIndex('map-x'),
  mapY: destinationIndex('map-y'),
};
/** The descriptors' offsets, in the order of `DESCRIPTORS`. */
export const OFFSET_INDICES = DESCRIPTORS.map((name) => destinationIndex(name));
/** The offsets along the axes of latents, in their order. */
export const LATENT_INDICES = LATENT_DESTINATIONS.map((name) => destinationIndex(name));
/** Destinations that shape an onset. */
export const ONSET_INDICES = [
  VOICE_INDEX.interpolate,
  VOICE_INDEX.scrub,
  VOICE_INDEX.sharpness,
  VOICE_INDEX.variation,
  VOICE_INDEX.pitch,
  ...OFFSET_INDICES,
  ...LATENT_INDICES,
];
/** The same on the map: its point, and not the balance of A and B. */
export const MAP_ONSET_INDICES = [...ONSET_INDICES.slice(1), VOICE_INDEX.mapX, VOICE_INDEX.mapY];
