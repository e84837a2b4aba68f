import { destinationIndex } from '../control/destination.ts';
import type { SoundSource } from '../control/patch.ts';
import type { ScrubbedPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { createMapPath } from '../descriptors/map/create-map-path.ts';
import { createNearestSets, type NearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { createPath } from '../descriptors/transform/create-path.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { createRandomWalk, type RandomWalk } from '../descriptors/transform/random-walk.ts';
import { hash2 } from '../numeric/hash.ts';

/** The stream of the walks, 'walk' in ASCII. */
const WALK_STREAM = 0x77616c6b;

const AT = {
  interpolate: destinationIndex('interpolate'),
  sharpness: destinationIndex('sharpness'),
  variation: destinationIndex('variation'),
  mapX: destinationIndex('map-x'),
  mapY: destinationIndex('map-y'),
};

export interface PlayedSets {
  readonly a: DescriptorSet;
  /** A again when absent. */
  readonly b?: DescriptorSet | undefined;
  /** 'a-b' when absent, and where there is no map. */
  readonly source?: SoundSource | undefined;
}

/** The paths of a voice's triggers. */
export interface VoicePaths {
  /** The map that may be played; none: sets A and B are. */
  setMap(map: SoundMap | undefined): void;
  /** Whether that is the map. */
  playsMap(played: PlayedSets): boolean;
  /**
   * The path of a trigger, numbered from 1. It is good until the one after the next trigger's is asked for: that one then is the same
   * path, started over, as long as the same is played.
   *
   * @throws NeurorackError 'bad-input' when the sets do not fit together
   */
  pathFor(played: PlayedSets, start: { readonly scrub: number; readonly trigger: number }): ScrubbedPath;
}

export interface VoicePathsOptions {
  /** What the destinations are now; read live, as are the descriptors' offsets. */
  readonly values: Float64Array;
  readonly offsets: Float64Array;
  readonly seed: number;
  readonly stats: readonly DescriptorStats[];
}

interface KnownMap {
  readonly map: SoundMap;
  readonly nearest: NearestSets;
}

/** A path, and what it was made of. */
interface Slot {
  readonly walk: RandomWalk;
  trigger: number;
  path?: ScrubbedPath;
  played?: PlayedSets;
  known?: KnownMap | undefined;
}

export function createVoicePaths({ values, offsets, seed, stats }: VoicePathsOptions): VoicePaths {
  let known: KnownMap | undefined;

  /** Of the trigger that sounds, and of the next one. */
  const slots = Array.from({ length: 2 }, (): Slot => ({ trigger: -1, walk: createRandomWalk({ seed }) }));

  function make(played: PlayedSets, scrub: number, walk: RandomWalk): ScrubbedPath {
    const shared = {
      scrub,
      sharpness: () => values[AT.sharpness],
      variation: () => values[AT.variation],
      offsets,
      walk,
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
  }

  const mapOf = ({ source }: PlayedSets): typeof known => (source === 'map' ? known : undefined);

  return {
    setMap: (map) => {
      known = map === undefined || map.sets.length === 0 ? undefined : { map, nearest: createNearestSets(map.places) };
    },
    playsMap: (played) => mapOf(played) !== undefined,
    pathFor: (played, { scrub, trigger }) => {
      const slot = slots[trigger % slots.length];
      if (slot.path === undefined || slot.played !== played || slot.known !== known) {
        slot.path = make(played, scrub, slot.walk);
        slot.played = played;
        slot.known = known;
      } else slot.path.setScrub(scrub);
      if (slot.trigger !== trigger) slot.walk.restart(hash2(hash2(seed, WALK_STREAM), trigger));
      slot.trigger = trigger;
      return slot.path;
    },
  };
}
