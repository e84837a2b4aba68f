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
    /** Reads these volts for so many milliseconds; whether the last step moved anything. */
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
  it('makes the values of all destinations of four voltages', () => {
    const { read, value, values } = setUp();
    read([1, 2, -5, 4], 20);
    expect(value('interpolate')).toBeCloseTo(0.2, 6);
    expect(value('scrub')).toBeCloseTo(0.4, 6);
    expect(value('sharpness')).toBeCloseTo(-1, 6);
    expect(value('variation')).toBeCloseTo(0.8, 6);
    const rest = defaultValues();
    expect(values.slice(4)).toEqual(rest.slice(4));
  });

  it('says whether anything has moved', () => {
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

  it('takes other bases, depths and ranges while it plays', () => {
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

  it('lets no noise through when a setting changes', () => {
    const { control, read, value } = setUp();
    read([2], 20);
    for (let n = 0; n < 50; n++) {
      control.configure({ ...DEFAULT_CONTROL_SETTINGS, bases: { level: -n } });
      read([2 + 0.003 * ((n % 5) - 2)]);
    }
    expect(value('interpolate')).toBeCloseTo(0.4, 6);
  });

  it('holds its values while a converter gives no number', () => {
    const { read, value } = setUp();
    read([4], 20);
    expect(read([Number.NaN, 0, 0, 0])).toBe(false);
    expect(value('interpolate')).toBeCloseTo(0.8, 6);
  });
});

describe('the gates of control', () => {
  const STILL = new Float32Array(4);

  it('are made of sampled volts, each for itself', () => {
    const { control } = setUp();
    const { heard, onEdge } = recordEdges();
    const levels = [
      [0, 0],
      [5, 0],
      [1, 5],
      [0, 1.5],
      [5, 0],
    ];
    for (const [ms, volts] of levels.entries()) control.sample(Float32Array.from(volts), ms * MS, onEdge);
    expect(heard).toEqual([
      'gate 0 rises at 1000',
      'gate 1 rises at 2000',
      'gate 0 falls at 3000',
      'gate 0 rises at 4000',
      'gate 1 falls at 4000',
    ]);
  });

  it('chatter without being heard, with the times that the system gave the edges', () => {
    const { control, values } = setUp();
    const { heard, onEdge } = recordEdges();
    control.step(STILL, 0, values);
    for (const [n, timeUs] of [110, 230, 410, 800, 950].entries()) control.edge(1, n % 2 === 0, timeUs, onEdge);
    for (const ms of [1, 2, 3]) control.step(STILL, ms * MS, values);
    control.edge(1, false, 3456, onEdge);
    expect(heard).toEqual(['gate 1 rises at 110', 'gate 1 falls at 3456']);
  });

  it('fall after a short pulse once no bounce can come any more, though nobody touches them', () => {
    const { control, values } = setUp();
    const { heard, onEdge } = recordEdges();
    control.step(STILL, 0, values);
    control.edge(0, true, 110, onEdge);
    control.edge(0, false, 400, onEdge);
    control.step(STILL, MS, values);
    // An edge of 1.05 ms would come now: it would be bounce.
    expect(heard).toEqual(['gate 0 rises at 110']);
    control.step(STILL, 2 * MS, values);
    expect(heard).toEqual(['gate 0 rises at 110']);
    control.step(STILL, 3 * MS, values);
    expect(heard).toEqual(['gate 0 rises at 110', 'gate 0 falls at 2000']);
  });

  it('that are high stay high under other settings', () => {
    const { control } = setUp();
    const { heard, onEdge } = recordEdges();
    control.sample(Float32Array.of(5, 0), 0, onEdge);
    control.configure(DEFAULT_CONTROL_SETTINGS);
    control.sample(Float32Array.of(1.5, 0), 5 * MS, onEdge);
    control.sample(Float32Array.of(0.5, 0), 10 * MS, onEdge);
    expect(heard).toEqual(['gate 0 rises at 0', 'gate 0 falls at 10000']);
  });

  it('that the panel does not have are passed over', () => {
    const { control } = setUp();
    const { heard, onEdge } = recordEdges();
    control.edge(7, true, 0, onEdge);
    expect(heard).toEqual([]);
  });
});
