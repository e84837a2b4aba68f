import { restValues } from '../control/destination.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { AT, BEGINNING, MAP_BEGINNING } from './voice-destinations.ts';
import type { PlayedSets, VoicePaths } from './voice-paths.ts';

/** The path that a trigger would start now, made before it comes. */
export interface PathAhead {
  /** Whether something moves that decides how a sound begins: other values than when this was last asked. */
  isMoving(played: PlayedSets): boolean;
  /** The path after `triggers` of them. It reads what moves while it is read; where it starts is its own. */
  of(played: PlayedSets, triggers: number): DescriptorPath;
  isMadeFor(triggers: number): boolean;
  forget(): void;
}

/** `values`: the control frame, read as it is then. */
export function createPathAhead({
  values,
  paths,
}: {
  readonly values: Readonly<Float64Array>;
  readonly paths: VoicePaths;
}): PathAhead {
  let path: DescriptorPath | undefined;
  let madeAt = 0;
  let madeFor = 0;
  const before = restValues();
  return {
    isMoving: (played) => {
      let isMoved = false;
      for (const destination of paths.playsMap(played) ? MAP_BEGINNING : BEGINNING) {
        if (values[destination] === before[destination]) continue;
        before[destination] = values[destination];
        isMoved = true;
      }
      return isMoved;
    },
    of: (played, triggers) => {
      const scrub = values[AT.scrub];
      if (path === undefined || madeAt !== scrub || madeFor !== triggers) {
        path = paths.of(played, { scrub, trigger: triggers + 1 });
        madeAt = scrub;
        madeFor = triggers;
      }
      return path;
    },
    isMadeFor: (triggers) => path !== undefined && madeFor === triggers,
    forget: () => {
      path = undefined;
    },
  };
}
