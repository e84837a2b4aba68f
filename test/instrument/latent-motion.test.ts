import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_AUDITION } from '../../src/control/audition-settings.ts';
import { LATENT_DESTINATIONS } from '../../src/control/destination.ts';
import { withBase } from '../../src/control/edit-settings.ts';
import { createLatentWalk } from '../../src/control/latent-walk.ts';
import { DEFAULT_PATCH } from '../../src/control/patch.ts';
import { LATENT_POINT } from '../../src/control/plane-point.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createLatentMotion } from '../../src/instrument/latent-motion.ts';
import { createChangeRecorder } from '../../src/instrument/undo/change-recorder.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const latentsOf = ({ bases }: ControlSettings): number[] => LATENT_DESTINATIONS.map((id) => bases[id] ?? 0);

function setUp(seed = 7) {
  let settings: ControlSettings = DEFAULT_CONTROL_SETTINGS;
  const messages: string[] = [];
  /** The latents that played after each move. */
  const played: number[][] = [];
  const configure = (next: ControlSettings): void => {
    motion.handleSettings(settings, next);
    settings = next;
  };
  const motion = createLatentMotion({
    settings: () => settings,
    configure,
    onMove: () => played.push(latentsOf(motion.withPlayback(settings))),
    onMessage: (sentence) => messages.push(sentence),
    seed,
    record: (change, name) => changes.record(change, name),
  });
  const history = createUndoHistory({ onMessage: () => undefined });
  const changes = createChangeRecorder({
    history,
    read: () => ({
      patch: DEFAULT_PATCH,
      settings,
      volumeDb: 0,
      audition: DEFAULT_AUDITION,
      volts: [],
      mapPath: [],
      latentPath: motion.path,
      isLatentPathLooping: motion.isLooping,
      walk: motion.walk,
    }),
    write: (next) => {
      motion.use(next.latentPath);
      motion.setWalk(next.walk);
      configure(next.settings);
    },
  });
  return {
    motion,
    history,
    messages,
    played,
    configure,
    settings: () => settings,
    moveTo: (x: number, y: number) => configure(LATENT_POINT.with(settings, LATENT_POINT.at({ x, y }))),
    pass: (seconds: number) => vi.advanceTimersByTime(1000 * seconds),
  };
}

/** Records a path of a second from 0, 0 to 3, -1.5, with rests around it. */
function record({ motion, moveTo, pass }: ReturnType<typeof setUp>): void {
  moveTo(0, 0);
  motion.record();
  pass(2);
  for (let n = 1; n <= 30; n++) {
    moveTo(n / 10, -n / 20);
    pass(0.033);
  }
  pass(2);
  motion.stop();
}

describe('the motion of the latents', () => {
  it('records the first two from the first movement to the last, and plays them in a loop', () => {
    const bench = setUp();
    const { motion, moveTo, pass, played } = bench;
    record(bench);
    expect(motion.path.at(-1)?.seconds).toBeGreaterThan(0.85);
    expect(motion.path.at(-1)?.seconds).toBeLessThan(1.05);
    moveTo(-2, 2);
    motion.play();
    pass(3);
    const places = played.map(([x = 0]) => x);
    expect(Math.max(...places)).toBeGreaterThan(2.8);
    // Each round begins at 0 again.
    expect(places.filter((x, n) => n > 0 && x < 0.3 && (places[n - 1] ?? 0) > 2.5).length).toBeGreaterThanOrEqual(2);
    for (const [x = 0, y = 0] of played) expect(y).toBeCloseTo(-x / 2, 3);
    motion.stop();
    expect(played.at(-1)?.slice(0, 2)).toEqual([-2, 2]);
  });

  it('plays a path once, and stays where it ends', () => {
    const bench = setUp();
    const { motion, moveTo, pass, settings } = bench;
    record(bench);
    moveTo(-1, -1);
    motion.setLooping(false);
    motion.play();
    expect(motion.stored.isPlaying).toBe(false);
    pass(2);
    expect(motion.state).toBe('stopped');
    const [x = 0, y = 0] = latentsOf(motion.withPlayback(settings()));
    expect([x, y]).toEqual([expect.closeTo(3, 5), expect.closeTo(-1.5, 5)]);
  });

  it('keeps no path of a point that did not move, and at most a minute', () => {
    const { motion, moveTo, pass, messages } = setUp();
    motion.record();
    pass(5);
    motion.stop();
    expect(motion.path).toEqual([]);
    motion.record();
    for (let n = 0; motion.state === 'recording' && n < 2500; n++) {
      moveTo((n % 50) / 25, 0.5);
      pass(0.033);
    }
    expect(messages).toEqual([expect.stringContaining('one minute')]);
    expect(motion.path).toHaveLength(1800);
  });

  it('stops the path when the player moves the point; other latents leave it playing', () => {
    const bench = setUp();
    const { motion, moveTo, configure, settings } = bench;
    record(bench);
    motion.play();
    configure(withBase(settings(), 'latent-3', 1));
    expect(motion.state).toBe('playing');
    moveTo(1, 1);
    expect(motion.state).toBe('stopped');
  });

  it('walks around path and faders as the walk of its seed does, within their ranges', () => {
    const bench = setUp();
    const { motion, moveTo, pass, played, configure, settings } = bench;
    moveTo(1, -1);
    configure(withBase(settings(), 'latent-8', 2.9));
    motion.setWalk({ isOn: true, width: 2, rate: 1 });
    pass(4);
    const offline = createLatentWalk({ seed: 7 });
    offline.advance(4, motion.walk);
    const last = played.at(-1) ?? [];
    for (const [axis, base] of [1, -1, 0, 0, 0, 0, 0, 2.9].entries()) {
      expect(last[axis], `axis ${axis}`).toBeCloseTo(Math.min(Math.max(base + (offline.values[axis] ?? 0), -3), 3), 6);
    }
    expect(Math.max(...played.flat())).toBeLessThanOrEqual(3);
    record(bench);
    motion.play();
    const before = played.length;
    pass(1);
    // The path waits for the walk: one message to the engine a step.
    expect(played.length - before).toBeLessThan(60);
    motion.stop();
    motion.setWalk({ isOn: false });
    pass(3);
    expect(latentsOf(motion.withPlayback(settings()))).toEqual(latentsOf(settings()));
    const still = played.length;
    pass(1);
    expect(played.length).toBe(still);
  });

  it('bounds width and rate', () => {
    const { motion } = setUp();
    motion.setWalk({ width: 99, rate: 0 });
    expect(motion.walk).toEqual({ isOn: false, width: 3, rate: 0.02 });
  });

  it('sets everything to 0, and gives path, walk and latents back', async () => {
    const bench = setUp();
    const { motion, configure, settings, pass, history } = bench;
    record(bench);
    const { path } = motion;
    configure(withBase(settings(), 'latent-4', 1.5));
    motion.setWalk({ isOn: true });
    motion.play();
    const before = latentsOf(settings());
    motion.reset();
    pass(3);
    expect([motion.state, motion.walk.isOn]).toEqual(['stopped', false]);
    expect(latentsOf(motion.withPlayback(settings()))).toEqual(new Array(8).fill(0));
    await history.undo();
    expect([motion.path, motion.walk.isOn, latentsOf(settings())]).toEqual([path, true, before]);
    motion.clear();
    expect(motion.path).toEqual([]);
    await history.undo();
    expect(motion.path).toBe(path);
    await history.redo();
    expect(motion.path).toEqual([]);
  });

  it('goes on from what was stored, a path in a loop included', () => {
    const bench = setUp();
    record(bench);
    bench.motion.play();
    bench.motion.setWalk({ isOn: true, width: 0.5 });
    const stored = JSON.parse(JSON.stringify(bench.motion.stored));
    const other = setUp();
    other.motion.restore(stored);
    expect([other.motion.state, other.motion.walk]).toEqual(['playing', bench.motion.walk]);
    expect(other.motion.stored).toEqual(stored);
    expect(other.history.undoName).toBeUndefined();
  });
});
