import { defaultValues } from '../control/destination.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { MAP_ONSET_INDICES, ONSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';
import type { PlayedSets, VoicePaths } from './voice-paths.ts';

/** The path that a trigger would start now, made before it comes. */
export interface NextPath {
  /** Whether something moves that decides how a sound begins: other values than when this was last asked. */
  isMoving(played: PlayedSets): boolean;
  /** The path after `triggers` of them. It reads what moves while it is read; where it starts is its own. */
  pathFor(played: PlayedSets, triggers: number): DescriptorPath;
  isFor(triggers: number): boolean;
  clear(): void;
}

/** `values`: the control frame, read as it is then. */
export function createNextPath({
  values,
  paths,
}: {
  readonly values: Readonly<Float64Array>;
  readonly paths: VoicePaths;
}): NextPath {
  let path: DescriptorPath | undefined;
  let madeAt = 0;
  let madeFor = 0;
  const before = defaultValues();
  return {
    isMoving: (played) => {
      let isMoved = false;
      for (const destination of paths.playsMap(played) ? MAP_ONSET_INDICES : ONSET_INDICES) {
        if (values[destination] === before[destination]) continue;
        before[destination] = values[destination];
        isMoved = true;
      }
      return isMoved;
    },
    pathFor: (played, triggers) => {
      const scrub = values[VOICE_INDEX.scrub];
      if (path === undefined || madeAt !== scrub || madeFor !== triggers) {
        path = paths.pathFor(played, { scrub, trigger: triggers + 1 });
        madeAt = scrub;
        madeFor = triggers;
      }
      return path;
    },
    isFor: (triggers) => path !== undefined && madeFor === triggers,
    clear: () => {
      path = undefined;
    },
  };
}
