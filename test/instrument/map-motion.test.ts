import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createMapMotion, pointOf, withPoint } from '../../src/instrument/map-motion.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  let sets = [impactSet({ name: 'low' }), impactSet({ name: 'high', colour: { f0: 880 } })];
  let settings: ControlSettings = DEFAULT_CONTROL_SETTINGS;
  const notices: string[] = [];
  /** Where the point was heard, whenever it moved. */
  const heard: { x: number; y: number }[] = [];
  const hand = createMapMotion({
    sets: () => sets,
    stats: STATS,
    settings: () => settings,
    onMove: () => heard.push(pointOf(hand.withPlayback(settings))),
    onMessage: (sentence) => notices.push(sentence),
  });
  return {
    hand,
    notices,
    heard,
    moveTo: (x: number, y: number) => {
      const next = withPoint(settings, { x, y });
      hand.handleSettings(settings, next);
      settings = next;
    },
    add: (name: string) => {
      sets = [...sets, impactSet({ name, colour: { f0: 440 } })];
    },
    pass: (seconds: number) => vi.advanceTimersByTime(1000 * seconds),
    settings: () => settings,
  };
}

describe('the hand on the map', () => {
  it('goes over again where it went, rests included, round and round', () => {
    const { hand, moveTo, pass, heard } = setUp();
    moveTo(0, 0);
    hand.record();
    pass(1);
    moveTo(1, 0.5);
    pass(1);
    hand.stop();
    expect([hand.state, hand.path.length]).toEqual(['still', 4]);
    moveTo(0.3, 0.3);
    hand.play();
    pass(0.9);
    expect(heard.at(-1)).toEqual({ x: 0, y: 0 });
    pass(0.9);
    expect(heard.at(-1)).toEqual({ x: 1, y: 0.5 });
    pass(0.5);
    expect(heard.at(-1)).toEqual({ x: 0, y: 0 });
    hand.stop();
    expect(heard.at(-1)).toEqual({ x: 0.3, y: 0.3 });
  });

  it('leaves the settings that are remembered alone while a path plays', () => {
    const { hand, moveTo, pass, settings } = setUp();
    hand.record();
    pass(0.5);
    moveTo(0.9, 0.1);
    pass(0.5);
    hand.play();
    pass(0.1);
    expect(pointOf(settings())).toEqual({ x: 0.9, y: 0.1 });
    expect(pointOf(hand.withPlayback(settings()))).toEqual({ x: 0.5, y: 0.5 });
  });

  it('has the point back as soon as it takes it, but not when something else is turned', () => {
    const { hand, moveTo, pass, settings } = setUp();
    hand.record();
    pass(0.5);
    hand.play();
    hand.handleSettings(settings(), { ...settings(), bases: { level: -6 } });
    expect(hand.state).toBe('playing');
    moveTo(0.2, 0.8);
    expect([hand.state, pointOf(hand.withPlayback(settings()))]).toEqual(['still', { x: 0.2, y: 0.8 }]);
  });

  it('plays nothing where nothing was recorded, and forgets what it is told to', () => {
    const { hand, pass, heard } = setUp();
    hand.play();
    expect([hand.state, heard]).toEqual(['still', []]);
    hand.record();
    pass(1);
    hand.clear();
    hand.play();
    expect([hand.state, hand.path]).toEqual(['still', []]);
  });

  it('says when a path is as long as it can be', () => {
    const { hand, moveTo, pass, notices } = setUp();
    hand.record();
    for (let n = 0; hand.state === 'recording' && n < 20_000; n++) {
      moveTo((n % 50) / 50, 0.5);
      pass(0.033);
    }
    expect(notices).toEqual([expect.stringContaining('ten minutes')]);
    expect(hand.path.length).toBe(18_000);
  });

  it('lays the map out anew when a set has come', () => {
    const { hand, add } = setUp();
    const before = hand.map;
    expect(hand.map).toBe(before);
    add('middle');
    expect(hand.map.sets.map(({ name }) => name)).toEqual(['low', 'high', 'middle']);
  });
});
