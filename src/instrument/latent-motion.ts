import { LATENT_DESTINATIONS } from '../control/destination.ts';
import { withBase } from '../control/edit-settings.ts';
import { type LatentMotionSettings, MAX_LATENT_POINTS, STILL_LATENTS } from '../control/latent-motion-settings.ts';
import { createLatentWalk, WALK_RANGES, type WalkSettings } from '../control/latent-walk.ts';
import { LATENT_POINT } from '../control/plane-point.ts';
import type { PointPath } from '../control/point-path.ts';
import type { ControlSettings } from '../control/settings.ts';
import { unref } from '../engine/unref.ts';
import { clamp } from '../numeric/clamp.ts';
import { createPointMotion, PLAY_MS, type PointMotion } from './point-motion.ts';
import type { ChangeRecorder } from './undo/change-recorder.ts';

/** Moves the latents: a recorded path over the first two, played in a loop or once, and a random walk that is added along all. Main thread. */
export interface LatentMotion
  extends Pick<
    PointMotion,
    'state' | 'path' | 'record' | 'play' | 'stop' | 'clear' | 'use' | 'withPlayback' | 'handleSettings' | 'close'
  > {
  readonly isLooping: boolean;
  readonly walk: WalkSettings;
  /** The part that settings and presets keep. */
  readonly stored: LatentMotionSettings;
  /** Chooses whether the path plays in a loop, or once: the point then stays where the path ends. */
  setLooping(isLooping: boolean): void;
  /** Changes the walk; values out of bounds are bounded. */
  setWalk(changes: Partial<WalkSettings>): void;
  /** Stops path and walk, and sets the eight latents to 0: sets sound as they are. */
  reset(): void;
  /** Takes what was stored; a path that played goes on from its beginning. */
  restore(stored: LatentMotionSettings): void;
}

export interface LatentMotionOptions {
  readonly settings: () => ControlSettings;
  readonly configure: (settings: ControlSettings) => void;
  /** Called when the result of `withPlayback` has changed. */
  readonly onMove: () => void;
  readonly onMessage: (sentence: string) => void;
  /** Of the walk. */
  readonly seed: number;
  /** Carries out a change of path, walk or latents, which can then be undone. Default: without undo. */
  readonly record?: ChangeRecorder['record'] | undefined;
}

export function createLatentMotion(options: LatentMotionOptions): LatentMotion {
  const { settings, configure, onMove, onMessage, seed, record = (change) => change() } = options;
  let { isLooping, walk } = STILL_LATENTS;
  const walking = createWalking({ seed, walk: () => walk, onMove });
  const motion = createPointMotion({
    point: LATENT_POINT,
    settings,
    onMove: () => {
      // The next step of the walk takes the point along.
      if (!walking.isRunning) onMove();
    },
    onFull: () => onMessage('the path over the latents has reached its longest: one minute'),
    maxPoints: MAX_LATENT_POINTS,
    isTrimmed: true,
    isLooping: () => isLooping,
    onEnd: (point) => configure(LATENT_POINT.with(settings(), point)),
  });

  function setWalk(changes: Partial<WalkSettings>): void {
    const { isOn, width, rate } = { ...walk, ...changes };
    walk = {
      isOn,
      width: clamp(width, WALK_RANGES.width.min, WALK_RANGES.width.max),
      rate: clamp(rate, WALK_RANGES.rate.min, WALK_RANGES.rate.max),
    };
    if (isOn) walking.start();
  }

  const withoutLatents = (): ControlSettings =>
    LATENT_DESTINATIONS.reduce((next, id) => withBase(next, id, 0), settings());

  return {
    get state() {
      return motion.state;
    },
    get path() {
      return motion.path;
    },
    get isLooping() {
      return isLooping;
    },
    get walk() {
      return walk;
    },
    get stored() {
      const isPlaying = motion.state === 'playing' && isLooping;
      return { path: rounded(motion.path), isLooping, isPlaying, walk };
    },
    record: () => record(motion.record),
    play: motion.play,
    stop: motion.stop,
    clear: () => record(motion.clear),
    use: motion.use,
    reset: () =>
      record(() => {
        motion.stop();
        setWalk({ isOn: false });
        configure(withoutLatents());
      }, 'reset of the latents'),
    setLooping: (next) =>
      record(() => {
        isLooping = next;
      }),
    setWalk: (changes) => record(() => setWalk(changes)),
    restore: (stored) => {
      isLooping = stored.isLooping;
      motion.use(stored.path);
      setWalk(stored.walk);
      if (stored.isPlaying) motion.play();
    },
    withPlayback: (own) => walking.added(motion.withPlayback(own)),
    handleSettings: motion.handleSettings,
    close: () => {
      motion.close();
      walking.close();
    },
  };
}

interface WalkingOptions {
  readonly seed: number;
  readonly walk: () => WalkSettings;
  readonly onMove: () => void;
}

/** Runs a walk by a timer until it has come back to 0. */
function createWalking({ seed, walk, onMove }: WalkingOptions) {
  const steps = createLatentWalk({ seed });
  let timer: ReturnType<typeof setInterval> | undefined;
  let lastMs = 0;

  function close(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function step(): void {
    const now = performance.now();
    steps.advance((now - lastMs) / 1000, walk());
    lastMs = now;
    if (!steps.isMoving) close();
    onMove();
  }

  return {
    get isRunning() {
      return timer !== undefined;
    },
    start: () => {
      if (timer !== undefined) return;
      lastMs = performance.now();
      timer = setInterval(step, PLAY_MS);
      unref(timer);
    },
    /** The settings with the walk added to the bases of the latents, within their ranges. */
    added: (settings: ControlSettings): ControlSettings =>
      steps.isMoving
        ? LATENT_DESTINATIONS.reduce(
            (next, id, axis) => withBase(next, id, (settings.bases[id] ?? 0) + steps.values[axis]),
            settings,
          )
        : settings,
    close,
  };
}

/** Files have milliseconds, and places to a tenth of a thousandth. */
const rounded = (path: PointPath): PointPath =>
  path.map(({ seconds, x, y }) => ({ seconds: to(seconds, 1e3), x: to(x, 1e4), y: to(y, 1e4) }));
const to = (value: number, parts: number): number => Math.round(parts * value) / parts;
