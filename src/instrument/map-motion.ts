import type { ControlSettings } from '../control/settings.ts';
import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import { type MapPath, pointAt, recordPoint } from '../descriptors/map/map-path.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { unref } from '../engine/unref.ts';
import { clamp } from '../numeric/clamp.ts';
import type { SetMap } from './set-map.ts';

/** Transport of the map point: stopped, recording its path, or playing the recorded path in a loop. */
export type MotionState = 'stopped' | 'recording' | 'playing';

/** Recorder and player of paths over the map of the sets. Main thread. */
export interface MapMotion {
  /** The map of the sets; the same object until the library changes. */
  readonly map: SoundMap;
  readonly state: MotionState;
  /** The recorded path; empty when there is none. The same array until it changes. */
  readonly path: MapPath;
  /** Starts recording the base of the map point, and discards the path recorded before. */
  record(): void;
  /** Moves the map point along the recorded path in a loop; voltages are added to it. Does nothing without a path. */
  play(): void;
  /** Stops recording or playback; the point returns to its base. */
  stop(): void;
  /** Stops, and discards the path. */
  clear(): void;
  /** Settings with the map point overridden by the playing path, if any. */
  withPlayback(settings: ControlSettings): ControlSettings;
  /** Stops playback when the user moves the map point (touch override). */
  handleSettings(before: ControlSettings, after: ControlSettings): void;
  close(): void;
}

export interface MapMotionOptions {
  readonly map: SetMap;
  readonly settings: () => ControlSettings;
  /** Called when the result of `withPlayback` has changed. */
  readonly onMove: () => void;
  readonly onMessage: (sentence: string) => void;
}

/** A recorded path has 30 points a second; a played one takes 50 steps. */
const RECORD_MS = 33;
const PLAY_MS = 20;

export function createMapMotion({ map, settings, onMove, onMessage }: MapMotionOptions): MapMotion {
  let state: MotionState = 'stopped';
  let path: MapPath = [];
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
    try {
      path = recordPoint(path, { seconds: seconds(), ...pointOf(settings()) });
    } catch {
      stop();
      onMessage('the path over the map has reached its longest: ten minutes');
    }
  }

  function playStep(): void {
    const length = path.at(-1)?.seconds ?? 0;
    override = pointAt(path, length > 0 ? seconds() % length : 0);
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
    get map() {
      return map.current;
    },
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
      if (state === 'recording') recordStep();
      if (path.length > 0) begin('playing', playStep, PLAY_MS);
    },
    stop: () => {
      if (state === 'recording') recordStep();
      stop();
    },
    clear: () => {
      stop();
      path = [];
    },
    withPlayback: (own) => (override === undefined ? own : withPoint(own, override)),
    handleSettings: (before, after) => {
      const [from, to] = [pointOf(before), pointOf(after)];
      if (state === 'playing' && (from.x !== to.x || from.y !== to.y)) stop();
    },
    close: () => clearInterval(timer),
  };
}

/** The base of the map point, before voltages move it. */
export function pointOf({ bases }: ControlSettings): MapPoint {
  return { x: bases['map-x'] ?? 0.5, y: bases['map-y'] ?? 0.5 };
}

/** Settings with another base of the map point, clamped to the map. */
export function withPoint(settings: ControlSettings, { x, y }: MapPoint): ControlSettings {
  return { ...settings, bases: { ...settings.bases, 'map-x': clamped(x), 'map-y': clamped(y) } };
}

const clamped = (value: number): number => clamp(value, 0, 1);
