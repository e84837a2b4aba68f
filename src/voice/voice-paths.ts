import type { SoundSource } from '../control/patch.ts';
import type { ScrubbedPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { createMapPath } from '../descriptors/map/create-map-path.ts';
import { createNearestSets, type NearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { LatentOffsets } from '../descriptors/timbre/latent-axes.ts';
import { createPath } from '../descriptors/transform/create-path.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { createRandomWalk, type RandomWalk } from '../descriptors/transform/random-walk.ts';
import { hash2 } from '../numeric/hash.ts';
import { VOICE_INDEX } from './voice-destinations.ts';

/** The random stream of the walks, 'walk' in ASCII. */
const WALK_STREAM = 0x77616c6b;

/** The sets that a trigger plays. */
export interface PlayedSets {
  readonly a: DescriptorSet;
  /** Default: A. */
  readonly b?: DescriptorSet | undefined;
  /** Default, and without a map: 'a-b'. */
  readonly source?: SoundSource | undefined;
}

/** The paths of a voice's triggers. */
export interface VoicePaths {
  /** Sets the map of the source 'map'; undefined: sets A and B are played instead. */
  setMap(map: SoundMap | undefined): void;
  /** Whether `played` plays the map. */
  playsMap(played: PlayedSets): boolean;
  /**
   * The path of a trigger, numbered from 1. Double-buffered: the returned path is restarted for the trigger after the next one, as long as
   * `played` and the map stay the same.
   *
   * @throws NeurorackError 'bad-input' when the sets do not fit together
   */
  pathFor(played: PlayedSets, start: { readonly scrub: number; readonly trigger: number }): ScrubbedPath;
}

export interface VoicePathsOptions {
  /** The control frame, the descriptors' offsets and those of the latents, read live. */
  readonly values: Float64Array;
  readonly offsets: Float64Array;
  readonly latents: LatentOffsets;
  readonly seed: number;
  readonly stats: readonly DescriptorStats[];
}

interface IndexedMap {
  readonly map: SoundMap;
  readonly nearest: NearestSets;
}

/** A path and its sources. */
interface Slot {
  readonly walk: RandomWalk;
  trigger: number;
  path?: ScrubbedPath;
  played?: PlayedSets;
  map?: IndexedMap | undefined;
}

export function createVoicePaths({ values, offsets, latents, seed, stats }: VoicePathsOptions): VoicePaths {
  let currentMap: IndexedMap | undefined;

  /** Of the trigger that plays, and of the next one. */
  const slots = Array.from({ length: 2 }, (): Slot => ({ trigger: -1, walk: createRandomWalk({ seed }) }));

  function make(played: PlayedSets, scrub: number, walk: RandomWalk): ScrubbedPath {
    const shared = {
      scrub,
      sharpness: () => values[VOICE_INDEX.sharpness],
      variation: () => values[VOICE_INDEX.variation],
      offsets,
      latents,
      walk,
      stats,
    };
    const onMap = mapOf(played);
    if (onMap === undefined) {
      return createPath({ a: played.a, b: played.b, mix: () => values[VOICE_INDEX.interpolate], ...shared });
    }
    const { map, nearest } = onMap;
    return createMapPath({
      sets: map.sets,
      nearest,
      x: () => values[VOICE_INDEX.mapX],
      y: () => values[VOICE_INDEX.mapY],
      ...shared,
    });
  }

  const mapOf = ({ source }: PlayedSets): typeof currentMap => (source === 'map' ? currentMap : undefined);

  return {
    setMap: (map) => {
      currentMap =
        map === undefined || map.sets.length === 0 ? undefined : { map, nearest: createNearestSets(map.places) };
    },
    playsMap: (played) => mapOf(played) !== undefined,
    pathFor: (played, { scrub, trigger }) => {
      const slot = slots[trigger % slots.length];
      if (slot.path === undefined || slot.played !== played || slot.map !== currentMap) {
        slot.path = make(played, scrub, slot.walk);
        slot.played = played;
        slot.map = currentMap;
      } else slot.path.setScrub(scrub);
      if (slot.trigger !== trigger) slot.walk.restart(hash2(hash2(seed, WALK_STREAM), trigger));
      slot.trigger = trigger;
      return slot.path;
    },
  };
}
