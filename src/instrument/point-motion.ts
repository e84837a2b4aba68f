import type { PlanePoint } from '../control/plane-point.ts';
import { isSame, type PointPath, pointAt, recordPoint, withoutLastPause } from '../control/point-path.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import { unref } from '../engine/unref.ts';

/** Transport of a point: stopped, recording its path, or playing the recorded path. */
export type MotionState = 'stopped' | 'recording' | 'playing';

/** Recorder and player of the path of a point on a plane. Main thread, whether a panel is open or not. */
export interface PointMotion {
  readonly state: MotionState;
  /** The recorded path; empty when there is none. The same array until it changes. */
  readonly path: PointPath;
  /** Starts recording the base of the point, and discards the path recorded before. */
  record(): void;
  /** Moves the point along the recorded path; voltages are added to it. Does nothing without a path. */
  play(): void;
  /** Stops recording or playback; the point returns to its base. */
  stop(): void;
  /** Stops, and discards the path. */
  clear(): void;
  /** Stops, and takes another path in place of the recorded one. */
  use(path: PointPath): void;
  /** Settings with the point overridden by the playing path, if any. */
  withPlayback(settings: ControlSettings): ControlSettings;
  /** Stops playback when the user moves the point (touch override). */
  handleSettings(before: ControlSettings, after: ControlSettings): void;
  close(): void;
}

export interface PointMotionOptions {
  readonly point: PlanePoint;
  readonly settings: () => ControlSettings;
  /** Called when the result of `withPlayback` has changed. */
  readonly onMove: () => void;
  /** Called when the path has reached its longest, and recording has ended. */
  readonly onFull: () => void;
  readonly maxPoints?: number | undefined;
  /** Whether rests before the first movement and after the last one are left out. Default: they belong to the path. */
  readonly isTrimmed?: boolean | undefined;
  /** Whether a path plays in a loop. Default: it does. */
  readonly isLooping?: (() => boolean) | undefined;
  /** Called when a path has played once, with its last point. */
  readonly onEnd?: ((point: MapPoint) => void) | undefined;
}

/** A recorded path has 30 points a second; a played one takes 50 steps. */
const RECORD_MS = 33;
export const PLAY_MS = 20;

export function createPointMotion(options: PointMotionOptions): PointMotion {
  const { point, settings, onMove, onFull, onEnd, maxPoints, isTrimmed = false, isLooping = () => true } = options;
  let state: MotionState = 'stopped';
  let path: PointPath = [];
  let override: MapPoint | undefined;
  let startMs = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const seconds = (): number => (performance.now() - startMs) / 1000;

  function begin(next: MotionState, step: () => void, everyMs: number): void {
    stop();
    state = next;
    startMs = performance.now();
    timer = setInterval(step, everyMs);
    unref(timer);
    step();
  }

  function recordStep(): void {
    const at = point.of(settings());
    // Time begins with the first movement.
    if (isTrimmed && path.length === 1 && isSame(path[0], at)) startMs = performance.now();
    else {
      try {
        path = recordPoint(path, { seconds: seconds(), ...at }, { maxPoints });
      } catch {
        stop();
        onFull();
      }
    }
  }

  function endRecording(): void {
    if (state !== 'recording') return;
    recordStep();
    if (isTrimmed) path = path.length < 2 ? [] : withoutLastPause(path);
  }

  function playStep(): void {
    const last = path.at(-1);
    const length = last?.seconds ?? 0;
    const at = seconds();
    if (last !== undefined && at >= length && !isLooping()) {
      stop();
      onEnd?.(last);
      return;
    }
    override = pointAt(path, length > 0 ? at % length : 0);
    onMove();
  }

  function stop(): void {
    clearInterval(timer);
    state = 'stopped';
    if (override === undefined) return;
    override = undefined;
    onMove();
  }

  return {
    get state() {
      return state;
    },
    get path() {
      return path;
    },
    record: () => {
      path = [];
      begin('recording', recordStep, RECORD_MS);
    },
    play: () => {
      endRecording();
      if (path.length > 0) begin('playing', playStep, PLAY_MS);
      else stop();
    },
    stop: () => {
      endRecording();
      stop();
    },
    clear: () => {
      stop();
      path = [];
    },
    use: (other) => {
      stop();
      path = other;
    },
    withPlayback: (own) => (override === undefined ? own : point.with(own, override)),
    handleSettings: (before, after) => {
      const [from, to] = [point.of(before), point.of(after)];
      if (state === 'playing' && (from.x !== to.x || from.y !== to.y)) stop();
    },
    close: () => clearInterval(timer),
  };
}
