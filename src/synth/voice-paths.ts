import { destinationIndex } from '../control/destination.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { hash2 } from '../descriptors/hash.ts';
import { createMapPath } from '../descriptors/map/create-map-path.ts';
import { createNearestSets, type NearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { createPath } from '../descriptors/transform/create-path.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';

/** The stream of the walks, 'walk' in ASCII. */
const WALK_STREAM = 0x77616c6b;

const AT = {
  interpolate: destinationIndex('interpolate'),
  sharpness: destinationIndex('sharpness'),
  variation: destinationIndex('variation'),
  mapX: destinationIndex('map-x'),
  mapY: destinationIndex('map-y'),
};

/** What a trigger plays: set A, B or between them; or the sets of the map around its point. */
export type SoundSource = 'a-b' | 'map';

export interface PlayedSets {
  readonly a: DescriptorSet;
  /** A again when absent. */
  readonly b?: DescriptorSet | undefined;
  /** 'a-b' when absent, and where there is no map. */
  readonly source?: SoundSource | undefined;
}

/** Makes the paths of a voice's triggers. */
export interface VoicePaths {
  /** The map that may be played; none: sets A and B are. */
  learn(map: SoundMap | undefined): void;
  /** Whether that is the map. */
  playsMap(played: PlayedSets): boolean;
  /** @throws NeurorackError 'bad-input' when the sets do not fit together */
  create(played: PlayedSets, start: { readonly scrub: number; readonly trigger: number }): DescriptorPath;
}

export interface VoicePathsOptions {
  /** What the destinations are now; read live, as are the descriptors' offsets. */
  readonly values: Float64Array;
  readonly offsets: Float64Array;
  readonly seed: number;
  readonly stats: readonly DescriptorStats[];
}

export function createVoicePaths({ values, offsets, seed, stats }: VoicePathsOptions): VoicePaths {
  let known: { readonly map: SoundMap; readonly nearest: NearestSets } | undefined;

  const mapOf = ({ source }: PlayedSets): typeof known => (source === 'map' ? known : undefined);

  return {
    learn: (map) => {
      known = map === undefined || map.sets.length === 0 ? undefined : { map, nearest: createNearestSets(map.places) };
    },
    playsMap: (played) => mapOf(played) !== undefined,
    create: (played, { scrub, trigger }) => {
      const shared = {
        scrub,
        sharpness: () => values[AT.sharpness],
        variation: () => values[AT.variation],
        offsets,
        seed: hash2(hash2(seed, WALK_STREAM), trigger),
        stats,
      };
      const onMap = mapOf(played);
      if (onMap === undefined) {
        return createPath({ a: played.a, b: played.b, mix: () => values[AT.interpolate], ...shared });
      }
      const { map, nearest } = onMap;
      return createMapPath({
        sets: map.sets,
        nearest,
        x: () => values[AT.mapX],
        y: () => values[AT.mapY],
        ...shared,
      });
    },
  };
}
