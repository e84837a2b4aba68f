import { describe, expect, it } from 'vitest';
import { createControl } from '../../src/control/control.ts';
import { type Destination, defaultValues, destinationIndex } from '../../src/control/destination.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { recordEdges } from './record-edges.ts';

const MS = 1000;

function setUp(settings: ControlSettings = DEFAULT_CONTROL_SETTINGS) {
  const control = createControl({ settings });
  const values = defaultValues();
  const readings = new Float32Array(4);
  let timeUs = 0;
  return {
    control,
    /** Steps once a millisecond for `ms`; returns whether the last step moved a value. */
    read: (volts: readonly number[], ms = 1): boolean => {
      readings.fill(0);
      readings.set(volts);
      let hasMoved = false;
      for (let n = 0; n < ms; n++) {
        hasMoved = control.step(readings, timeUs, values);
        timeUs += MS;
      }
      return hasMoved;
    },
    value: (id: Destination): number => values[destinationIndex(id)],
    values,
  };
}

describe('control', () => {
  it('computes every destination from the four voltages', () => {
    const { read, value, values } = setUp();
    read([1, 2, -5, 4], 20);
    expect(value('interpolate')).toBeCloseTo(0.2, 6);
    expect(value('scrub')).toBeCloseTo(0.4, 6);
    expect(value('sharpness')).toBeCloseTo(-1, 6);
    expect(value('variation')).toBeCloseTo(0.8, 6);
    const defaults = defaultValues();
    expect(values.slice(4)).toEqual(defaults.slice(4));
  });

  it('reports whether a value has moved', () => {
    const { read } = setUp();
    expect(read([0, 0, 0, 0])).toBe(false);
    expect(read([3])).toBe(true);
    expect(read([3], 10)).toBe(false);
    expect(read([3.004], 10)).toBe(false);
    expect(read([3.1])).toBe(true);
  });

  it('calibrates before anything else', () => {
    const calibration = { ...DEFAULT_CONTROL_SETTINGS.calibration, cv1: { slope: 1.1, offset: -0.2 } };
    const { control, read, value } = setUp({ ...DEFAULT_CONTROL_SETTINGS, calibration });
    read([2], 20);
    expect(control.volts[0]).toBeCloseTo(2, 6);
    read([4], 20);
    expect(control.volts[0]).toBeCloseTo(4.2, 6);
    expect(value('interpolate')).toBeCloseTo(0.84, 6);
  });

  it('applies new bases, depths and ranges while it runs', () => {
    const { control, read, value } = setUp();
    read([4], 20);
    expect(value('interpolate')).toBeCloseTo(0.8, 6);
    control.configure({ ...DEFAULT_CONTROL_SETTINGS, bases: { level: -12, interpolate: 0.1 } });
    expect(read([4])).toBe(true);
    expect(value('level')).toBe(-12);
    expect(value('interpolate')).toBeCloseTo(0.9, 6);
    control.configure({ ...DEFAULT_CONTROL_SETTINGS, ranges: { ...DEFAULT_CONTROL_SETTINGS.ranges, cv1: '0-8' } });
    read([4]);
    expect(value('interpolate')).toBeCloseTo(0.5, 6);
    expect(value('level')).toBe(0);
    control.configure({ ...DEFAULT_CONTROL_SETTINGS, depths: { cv1: { pitch: 1 }, cv2: {}, cv3: {}, cv4: {} } });
    read([4], 20);
    expect([value('interpolate'), value('pitch')]).toEqual([0, 4]);
  });

  it('keeps noise out when a setting changes', () => {
    const { control, read, value } = setUp();
    read([2], 20);
    for (let n = 0; n < 50; n++) {
      control.configure({ ...DEFAULT_CONTROL_SETTINGS, bases: { level: -n } });
      read([2 + 0.003 * ((n % 5) - 2)]);
    }
    expect(value('interpolate')).toBeCloseTo(0.4, 6);
  });

  it('holds its values while a reading is NaN', () => {
    const { read, value } = setUp();
    read([4], 20);
    expect(read([Number.NaN, 0, 0, 0])).toBe(false);
    expect(value('interpolate')).toBeCloseTo(0.8, 6);
  });
});

describe('the gates of control', () => {
  const AT_REST = new Float32Array(4);

  it('debounce each gate on its own and keep the times of the edges', () => {
    const { control, values } = setUp();
    const { edges, onEdge } = recordEdges();
    control.step(AT_REST, 0, values);
    for (const [n, timeUs] of [110, 230, 410, 800, 950].entries()) control.edge(1, n % 2 === 0, timeUs, onEdge);
    control.edge(0, true, 500, onEdge);
    for (const ms of [1, 2, 3]) {
      control.settle(onEdge);
      control.step(AT_REST, ms * MS, values);
    }
    control.edge(1, false, 3456, onEdge);
    expect(edges).toEqual(['gate 1 rises at 110', 'gate 0 rises at 500', 'gate 1 falls at 3456']);
  });

  it('fall after a short pulse as soon as no later edge can prove the fall bounce', () => {
    const { control, values } = setUp();
    const { edges, onEdge } = recordEdges();
    const step = (ms: number): void => {
      control.settle(onEdge);
      control.step(AT_REST, ms * MS, values);
    };
    step(0);
    control.edge(0, true, 110, onEdge);
    control.edge(0, false, 400, onEdge);
    step(1);
    // An edge of 1.05 ms may still come: it would be bounce.
    expect(edges).toEqual(['gate 0 rises at 110']);
    step(2);
    expect(edges).toEqual(['gate 0 rises at 110']);
    step(3);
    expect(edges).toEqual(['gate 0 rises at 110', 'gate 0 falls at 2000']);
  });

  it('emit a held-back edge through settle alone, never through step, and once', () => {
    const { control, values } = setUp();
    const { edges, onEdge } = recordEdges();
    control.edge(0, true, 110, onEdge);
    control.edge(0, false, 400, onEdge);
    for (const ms of [1, 2, 3, 4]) control.step(AT_REST, ms * MS, values);
    expect(edges).toEqual(['gate 0 rises at 110']);
    control.settle(onEdge);
    control.settle(onEdge);
    expect(edges).toEqual(['gate 0 rises at 110', 'gate 0 falls at 4000']);
  });

  it('stay high when the settings change', () => {
    const { control } = setUp();
    const { edges, onEdge } = recordEdges();
    control.edge(0, true, 0, onEdge);
    control.configure(DEFAULT_CONTROL_SETTINGS);
    control.edge(0, true, 5 * MS, onEdge);
    control.edge(0, false, 10 * MS, onEdge);
    expect(edges).toEqual(['gate 0 rises at 0', 'gate 0 falls at 10000']);
  });

  it('ignore gates that the panel does not have', () => {
    const { control } = setUp();
    const { edges, onEdge } = recordEdges();
    control.edge(7, true, 0, onEdge);
    expect(edges).toEqual([]);
  });
});
