import { defaultValues } from '../control/destination.ts';
import type { ScrubbedPath } from '../descriptors/descriptor-path.ts';
import { MAP_ONSET_INDICES, ONSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';
import type { PlayedSets, VoicePaths } from './voice-paths.ts';

/** The path of the next trigger, created ahead of it. */
export interface NextPath {
  /** Whether a control that shapes an onset has moved since the last call. */
  isMoving(played: PlayedSets): boolean;
  /** The path of the trigger after `triggers` of them. It reads the controls live; its start is the scrub of this call. */
  pathFor(played: PlayedSets, triggers: number): ScrubbedPath;
  /** Whether the last path was created for the trigger after `triggers` of them. */
  isFor(triggers: number): boolean;
  clear(): void;
}

/** @param options `values`: the control frame, read live */
export function createNextPath({
  values,
  paths,
}: {
  readonly values: Readonly<Float64Array>;
  readonly paths: VoicePaths;
}): NextPath {
  let path: ScrubbedPath | undefined;
  // In an array: V8 allocates each number that a closure changes.
  const createdAtScrub = new Float64Array(1);
  let createdFor = 0;
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
      if (path === undefined || createdAtScrub[0] !== scrub || createdFor !== triggers) {
        path = paths.pathFor(played, { scrub, trigger: triggers + 1 });
        createdAtScrub[0] = scrub;
        createdFor = triggers;
      }
      return path;
    },
    isFor: (triggers) => path !== undefined && createdFor === triggers,
    clear: () => {
      path = undefined;
    },
  };
}
