import { describe, expect, it } from 'vitest';
import { withBase, withDepth, withRange } from '../../src/control/edit-settings.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';

const SETTINGS = DEFAULT_CONTROL_SETTINGS;

describe('edited settings', () => {
  it('add a destination to a jack, and keep its other destinations and the other jacks', () => {
    const next = withDepth(SETTINGS, 'cv1', { destination: 'pitch', depth: -0.5 });
    expect(next.depths).toEqual({ ...SETTINGS.depths, cv1: { interpolate: 1, pitch: -0.5 } });
  });

  it('keep the order of the destinations', () => {
    const two = withDepth(SETTINGS, 'cv1', { destination: 'pitch', depth: 1 });
    const turned = withDepth(two, 'cv1', { destination: 'interpolate', depth: 0.5 });
    expect(Object.entries(turned.depths.cv1)).toEqual([
      ['interpolate', 0.5],
      ['pitch', 1],
    ]);
  });

  it('remove an assignment with a depth of 0, and clamp other depths to -1 ... 1', () => {
    expect(withDepth(SETTINGS, 'cv1', { destination: 'interpolate', depth: 0 }).depths.cv1).toEqual({});
    expect(withDepth(SETTINGS, 'cv1', { destination: 'rms', depth: 7 }).depths.cv1.rms).toBe(1);
  });

  it('clamp a base to its range, in its own unit', () => {
    expect(withBase(SETTINGS, 'loop-window', 3).bases).toEqual({ 'loop-window': 20 });
    expect(withBase(SETTINGS, 'level', -6).bases).toEqual({ level: -6 });
  });

  it('change one range', () => {
    expect(withRange(SETTINGS, 'cv2', '±5').ranges).toEqual({ ...SETTINGS.ranges, cv2: '±5' });
  });
});
