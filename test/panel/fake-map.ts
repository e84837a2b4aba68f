import type { SoundMap } from '../../src/descriptors/map/sound-map.ts';
import { plainAxes } from '../../src/descriptors/timbre/latent-axes.ts';
import type { LatentSpace } from '../../src/model/latent-space.ts';
import { impactSet } from '../descriptors/sample-sets.ts';

/** Positions of the sets of the factory bank. */
const POSITIONS: Readonly<Record<string, readonly [number, number]>> = {
  'Cinematic boom': [0.69, 0.73],
  Boom: [0.95, 0.44],
  'Bass drop': [0.59, 0.42],
  'Heavy kick': [0.55, 0.05],
  'Electric kick': [0.85, 0.18],
  'Low tom': [0.65, 0.32],
  'Fuzz tom': [0.26, 0.13],
  Snare: [0.26, 0.22],
  'Filtered snare': [0.2, 0.65],
  'Dub snare': [0.06, 0.17],
  Snap: [0.05, 0.32],
  Wood: [0.57, 0.2],
  Cowbell: [0.28, 0.23],
  Tabla: [0.67, 0.61],
  'Tabla bass': [0.85, 0.61],
  Bell: [0.31, 0.95],
  Chime: [0.36, 0.71],
  'Splash cymbal': [0.09, 0.74],
  Cymbal: [0.19, 0.58],
  'Cash register': [0.2, 0.75],
  'Sword swash': [0.39, 0.13],
  'Dark woosh': [0.79, 0.59],
  'Rubbed glass': [0.6, 0.67],
  Backspin: [0.46, 0.3],
};

/** The latents of a fake instrument: the sets lie on their plane as on the map, within 2.4 deviations of its middle. */
export const FAKE_LATENTS: LatentSpace = {
  axes: plainAxes(8, 1),
  placeOf: ({ name }) => {
    const place = POSITIONS[name];
    return place && Float64Array.from([...place, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], (share) => 4.8 * (share - 0.5));
  },
};

/** The map of a fake instrument. */
export const FAKE_MAP: SoundMap = {
  sets: Object.keys(POSITIONS).map((name) => impactSet({ name, frames: 8 })),
  places: Object.values(POSITIONS).map(([x, y]) => ({ x, y })),
};
