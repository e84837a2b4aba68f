import { destinationIndex } from '../control/destination.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';

/** Places in the control frame of what a voice listens to. */
export const AT = {
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
export const OFFSETS = DESCRIPTORS.map((name) => destinationIndex(name));
/** Destinations that decide how a sound begins. */
export const BEGINNING = [AT.interpolate, AT.scrub, AT.sharpness, AT.variation, AT.pitch, ...OFFSETS];
/** On the map its point does, and the balance of A and B does not. */
export const MAP_BEGINNING = [...BEGINNING.slice(1), AT.mapX, AT.mapY];
