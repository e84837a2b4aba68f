import { MAP_POINT } from '../control/plane-point.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { createPointMotion, type PointMotion, type PointMotionOptions } from './point-motion.ts';
import type { SetMap } from './set-map.ts';
import type { ChangeRecorder } from './undo/change-recorder.ts';

/** Recorder and player of paths over the map of the sets. Main thread. */
export interface MapMotion extends PointMotion {
  /** The map of the sets; the same object until the library changes. */
  readonly map: SoundMap;
}

export interface MapMotionOptions extends Pick<PointMotionOptions, 'settings' | 'onMove'> {
  readonly map: SetMap;
  readonly onMessage: (sentence: string) => void;
  /** Carries out a change of the path, which can then be undone. Default: without undo. */
  readonly record?: ChangeRecorder['record'] | undefined;
}

/** A path over the map plays in a loop. */
export function createMapMotion({
  map,
  onMessage,
  record = (change) => change(),
  ...options
}: MapMotionOptions): MapMotion {
  const motion = createPointMotion({
    ...options,
    point: MAP_POINT,
    onFull: () => onMessage('the path over the map has reached its longest: ten minutes'),
  });
  return {
    get map() {
      return map.current;
    },
    get state() {
      return motion.state;
    },
    get path() {
      return motion.path;
    },
    record: () => record(motion.record),
    play: motion.play,
    stop: motion.stop,
    clear: () => record(motion.clear),
    use: motion.use,
    withPlayback: motion.withPlayback,
    handleSettings: motion.handleSettings,
    close: motion.close,
  };
}
