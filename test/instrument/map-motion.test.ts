import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAP_POINT } from '../../src/control/plane-point.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createMapMotion } from '../../src/instrument/map-motion.ts';
import { createSetMap } from '../../src/instrument/set-map.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  let sets = [impactSet({ name: 'low' }), impactSet({ name: 'high', colour: { f0: 880 } })];
  let settings: ControlSettings = DEFAULT_CONTROL_SETTINGS;
  const messages: string[] = [];
  /** The played point after each move. */
  const played: { x: number; y: number }[] = [];
  const motion = createMapMotion({
    map: createSetMap({ sets: () => sets, stats: STATS }),
    settings: () => settings,
    onMove: () => played.push(MAP_POINT.of(motion.withPlayback(settings))),
    onMessage: (sentence) => messages.push(sentence),
  });
  return {
    motion,
    messages,
    played,
    moveTo: (x: number, y: number) => {
      const next = MAP_POINT.with(settings, { x, y });
      motion.handleSettings(settings, next);
      settings = next;
    },
    add: (name: string) => {
      sets = [...sets, impactSet({ name, colour: { f0: 440 } })];
    },
    pass: (seconds: number) => vi.advanceTimersByTime(1000 * seconds),
    settings: () => settings,
  };
}

describe('the map motion', () => {
  it('plays the recorded path in a loop, pauses included', () => {
    const { motion, moveTo, pass, played } = setUp();
    moveTo(0, 0);
    motion.record();
    pass(1);
    moveTo(1, 0.5);
    pass(1);
    motion.stop();
    expect([motion.state, motion.path.length]).toEqual(['stopped', 4]);
    moveTo(0.3, 0.3);
    motion.play();
    pass(0.9);
    expect(played.at(-1)).toEqual({ x: 0, y: 0 });
    pass(0.9);
    expect(played.at(-1)).toEqual({ x: 1, y: 0.5 });
    pass(0.5);
    expect(played.at(-1)).toEqual({ x: 0, y: 0 });
    motion.stop();
    expect(played.at(-1)).toEqual({ x: 0.3, y: 0.3 });
  });

  it('leaves the stored settings unchanged while a path plays', () => {
    const { motion, moveTo, pass, settings } = setUp();
    motion.record();
    pass(0.5);
    moveTo(0.9, 0.1);
    pass(0.5);
    motion.play();
    pass(0.1);
    expect(MAP_POINT.of(settings())).toEqual({ x: 0.9, y: 0.1 });
    expect(MAP_POINT.of(motion.withPlayback(settings()))).toEqual({ x: 0.5, y: 0.5 });
  });

  it('stops when the user moves the map point, and plays on when another base changes', () => {
    const { motion, moveTo, pass, settings } = setUp();
    motion.record();
    pass(0.5);
    motion.play();
    motion.handleSettings(settings(), { ...settings(), bases: { level: -6 } });
    expect(motion.state).toBe('playing');
    moveTo(0.2, 0.8);
    expect([motion.state, MAP_POINT.of(motion.withPlayback(settings()))]).toEqual(['stopped', { x: 0.2, y: 0.8 }]);
  });

  it('plays nothing without a path, and nothing after the path was cleared', () => {
    const { motion, pass, played } = setUp();
    motion.play();
    expect([motion.state, played]).toEqual(['stopped', []]);
    motion.record();
    pass(1);
    motion.clear();
    motion.play();
    expect([motion.state, motion.path]).toEqual(['stopped', []]);
  });

  it('stops recording with a message at the longest path', () => {
    const { motion, moveTo, pass, messages } = setUp();
    motion.record();
    for (let n = 0; motion.state === 'recording' && n < 20_000; n++) {
      moveTo((n % 50) / 50, 0.5);
      pass(0.033);
    }
    expect(messages).toEqual([expect.stringContaining('ten minutes')]);
    expect(motion.path.length).toBe(18_000);
  });

  it('lays the map out again when a set was added, and only then', () => {
    const { motion, add } = setUp();
    const before = motion.map;
    expect(motion.map).toBe(before);
    add('middle');
    expect(motion.map.sets.map(({ name }) => name)).toEqual(['low', 'high', 'middle']);
  });
});
