import { describe, expect, it } from 'vitest';
import { withBase, withDepth, withRange } from '../../src/control/edit-settings.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';

const NOW = DEFAULT_CONTROL_SETTINGS;

describe('a change of the settings', () => {
  it('adds a destination to a jack, and leaves its others and the other jacks', () => {
    const next = withDepth(NOW, 'cv1', { destination: 'pitch', depth: -0.5 });
    expect(next.depths).toEqual({ ...NOW.depths, cv1: { interpolate: 1, pitch: -0.5 } });
  });

  it('leaves a destination at its place among the others', () => {
    const two = withDepth(NOW, 'cv1', { destination: 'pitch', depth: 1 });
    const turned = withDepth(two, 'cv1', { destination: 'interpolate', depth: 0.5 });
    expect(Object.entries(turned.depths.cv1)).toEqual([
      ['interpolate', 0.5],
      ['pitch', 1],
    ]);
  });

  it('takes an assignment away with a depth of 0, and holds others within -1 and 1', () => {
    expect(withDepth(NOW, 'cv1', { destination: 'interpolate', depth: 0 }).depths.cv1).toEqual({});
    expect(withDepth(NOW, 'cv1', { destination: 'rms', depth: 7 }).depths.cv1.rms).toBe(1);
  });

  it('holds a base within its range, in its own unit', () => {
    expect(withBase(NOW, 'loop-window', 3).bases).toEqual({ 'loop-window': 20 });
    expect(withBase(NOW, 'level', -6).bases).toEqual({ level: -6 });
  });

  it('changes one range', () => {
    expect(withRange(NOW, 'cv2', '±5').ranges).toEqual({ ...NOW.ranges, cv2: '±5' });
  });
});
