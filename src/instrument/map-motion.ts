import type { ControlSettings } from '../control/settings.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import { type MapPath, pointAt, recordPoint } from '../descriptors/map/map-path.ts';
import { createSoundMap, type SoundMap } from '../descriptors/map/sound-map.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';

/** What the hand on the map does: nothing, is watched, or goes over again, round and round, where it went. */
export type MotionState = 'still' | 'recording' | 'playing';

/** The map of the sets, and a way over it that is recorded and played. Main thread. */
export interface MapMotion {
  /** Laid out when it is first asked for, and anew when sets have come. */
  readonly map: SoundMap;
  readonly state: MotionState;
  /** What was recorded; empty when nothing was. The same array until it changes. */
  readonly path: MapPath;
  /** Watches the point's base from now on; what was recorded before is forgotten. */
  record(): void;
  /** Takes the point along what was recorded, round and round; voltages move it away from there. Does nothing without a path. */
  play(): void;
  /** The point is where its base is again. */
  stop(): void;
  /** Stops, and forgets the path. */
  clear(): void;
  /** The settings as they are to be played: their own, or with the point on the path. */
  withPlayback(settings: ControlSettings): ControlSettings;
  /** A hand has set other bases: who takes the point while the path plays has it. */
  handleSettings(before: ControlSettings, after: ControlSettings): void;
  close(): void;
}

export interface MapMotionOptions {
  readonly sets: () => readonly DescriptorSet[];
  /** What sounds alike to the model that the instrument began with. */
  readonly stats: readonly DescriptorStats[];
  readonly settings: () => ControlSettings;
  /** Hears that `led` gives something else. */
  readonly onMove: () => void;
  readonly onMessage: (sentence: string) => void;
}

/** A recorded path has 30 points a second; a played one takes 50 steps. */
const RECORD_MS = 33;
const PLAY_MS = 20;

export function createMapMotion({ sets, stats, settings, onMove, onMessage: onNotice }: MapMotionOptions): MapMotion {
  let laidOut: { readonly sets: readonly DescriptorSet[]; readonly map: SoundMap } | undefined;
  let motion: MotionState = 'still';
  let path: MapPath = [];
  let lead: MapPoint | undefined;
  let startMs = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const seconds = (): number => (performance.now() - startMs) / 1000;

  function move(next: MotionState, step: () => void, everyMs: number): void {
    stop();
    motion = next;
    startMs = performance.now();
    timer = setInterval(step, everyMs);
    timer.unref();
    step();
  }

  function watch(): void {
    try {
      path = recordPoint(path, { seconds: seconds(), ...pointOf(settings()) });
    } catch {
      stop();
      onNotice('the path over the map is as long as it can be: ten minutes');
    }
  }

  function goOn(): void {
    const length = path.at(-1)?.seconds ?? 0;
    lead = pointAt(path, length > 0 ? seconds() % length : 0);
    onMove();
  }

  function stop(): void {
    clearInterval(timer);
    motion = 'still';
    if (lead === undefined) return;
    lead = undefined;
    onMove();
  }

  return {
    get map() {
      const now = sets();
      if (laidOut?.sets !== now) laidOut = { sets: now, map: createSoundMap(now, stats) };
      return laidOut.map;
    },
    get state() {
      return motion;
    },
    get path() {
      return path;
    },
    record: () => {
      path = [];
      move('recording', watch, RECORD_MS);
    },
    play: () => {
      if (motion === 'recording') watch();
      if (path.length > 0) move('playing', goOn, PLAY_MS);
    },
    stop: () => {
      if (motion === 'recording') watch();
      stop();
    },
    clear: () => {
      stop();
      path = [];
    },
    withPlayback: (own) => (lead === undefined ? own : withPoint(own, lead)),
    handleSettings: (before, after) => {
      const [from, to] = [pointOf(before), pointOf(after)];
      if (motion === 'playing' && (from.x !== to.x || from.y !== to.y)) stop();
    },
    close: () => clearInterval(timer),
  };
}

/** Where the point is before voltages move it. */
export function pointOf({ bases }: ControlSettings): MapPoint {
  return { x: bases['map-x'] ?? 0.5, y: bases['map-y'] ?? 0.5 };
}

/** With the point elsewhere, held to the map. */
export function withPoint(settings: ControlSettings, { x, y }: MapPoint): ControlSettings {
  const held = (value: number): number => Math.min(Math.max(value, 0), 1);
  return { ...settings, bases: { ...settings.bases, 'map-x': held(x), 'map-y': held(y) } };
}
