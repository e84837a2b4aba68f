import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import type { Performance } from '../../../src/control/performance/performance.ts';
import { createPerformedInputs } from '../../../src/control/performance/performed-inputs.ts';
import { writePerformance } from '../../../src/control/performance/write-performance.ts';

const START_US = 5_000_000;

function perform(text: string) {
  const clock = createManualClock(START_US);
  const inputs = createPerformedInputs(parsePerformance(text, 'test.perf'), { clock, startUs: START_US });
  const volts = new Float32Array(4);
  return {
    at: (seconds: number): number[] => {
      clock.setUs(START_US + seconds * 1e6);
      inputs.cv.read(volts);
      return [...volts];
    },
    edges: (seconds: number): [number, boolean, number][] => {
      const found: [number, boolean, number][] = [];
      clock.setUs(START_US + seconds * 1e6);
      inputs.gates.poll((gate, isHigh, timeUs) => found.push([gate, isHigh, (timeUs - START_US) / 1e6]));
      return found;
    },
    knob: (seconds: number): string[] => {
      const found: string[] = [];
      clock.setUs(START_US + seconds * 1e6);
      inputs.knob.poll((event) => found.push(event.kind === 'turn' ? `turn ${event.steps}` : event.kind));
      return found;
    },
  };
}

describe('a performance', () => {
  it('steps, ramps from where the voltage is, and swings', () => {
    const { at } = perform(`
      # all jacks start at 0 V
      0.5 cv1 2
      1   cv1 -> 5 in 2   # from 2 V
      2   cv2 sine 0.5Hz 1..3 for 4
    `);
    expect(at(0)).toEqual([0, 0, 0, 0]);
    expect(at(0.5)[0]).toBe(2);
    expect(at(2)[0]).toBeCloseTo(3.5, 5);
    expect(at(2.5)[1]).toBeCloseTo(3, 5);
    expect(at(3.5)).toEqual([5, 1, 0, 0]);
    expect(at(7)[1]).toBe(2);
  });

  it('gives edges in order, each once, at their exact times', () => {
    const { edges } = perform('1 gate1 tap 20\n+0.5 gate2 on\n0.25 gate2 off\n2 gate2 off');
    expect(edges(0.9)).toEqual([[1, false, 0.25]]);
    expect(edges(1.5)).toEqual([
      [0, true, 1],
      [0, false, 1.02],
      [1, true, 1.5],
    ]);
    expect(edges(1.6)).toEqual([]);
    expect(edges(3)).toEqual([[1, false, 2]]);
  });

  it('turns and pushes the knob', () => {
    const { knob } = perform('0 knob -2\n1 push\n2 long-push');
    expect(knob(0)).toEqual(['turn -2']);
    expect(knob(1.2)).toEqual(['down', 'up']);
    expect(knob(2.5)).toEqual(['down']);
    expect(knob(3)).toEqual(['up']);
  });

  it('ends where it says, else with its last event', () => {
    expect(parsePerformance('1 gate1 tap 500\n0 end', 'x').endSeconds).toBe(0);
    expect(parsePerformance('1 gate1 tap 500', 'x').endSeconds).toBe(1.5);
    expect(parsePerformance('1 cv1 -> 5 in 3', 'x').endSeconds).toBe(4);
    expect(parsePerformance('', 'x').endSeconds).toBe(0);
  });

  it.each([
    ['noon cv1 2', /line 1: expected seconds/],
    ['0 cv1 2\n-1 cv1 2', /line 2: expected seconds/],
    ['0 cv5 2', /line 1: expected one of cv1, .*found 'cv5'/],
    ['0 cv1 13', /line 1: expected volts \(-12 to 12\)/],
    ['0 cv1 -> 5 over 3', /expected volts/],
    ['0 cv1 sine 0Hz 0..5', /expected volts/],
    ['0 gate1 high', /expected 'on', 'off', or 'tap'/],
    ['0 gate1 tap 0', /expected 'on', 'off', or 'tap'/],
    ['0 knob 1.5', /expected steps/],
    ['0 cv1 NaN', /expected volts/],
    ['1e9 end', /expected seconds/],
  ])('refuses %j by line and reason', (text, reason) => {
    expect(() => parsePerformance(text, 'wrong.perf')).toThrow(reason);
    expect(() => parsePerformance(text, 'wrong.perf')).toThrow(/^wrong\.perf, line/);
  });

  it('is read back as it was written', () => {
    const time = fc.integer({ min: 0, max: 100_000 }).map((ms) => ms / 1000);
    const volts = fc.integer({ min: -12_000, max: 12_000 }).map((mv) => mv / 1000);
    const edges = fc.array(fc.record({ seconds: time, gate: fc.nat(1), isHigh: fc.boolean() }));
    const steps = fc.array(fc.record({ kind: fc.constant('step' as const), seconds: time, volts }));
    const turns = fc.array(
      fc.record({
        seconds: time,
        action: fc.record({ kind: fc.constant('turn' as const), steps: fc.integer({ min: 1, max: 9 }) }),
      }),
    );
    const inTime = <T extends { seconds: number }>(items: T[]): T[] => items.toSorted((a, b) => a.seconds - b.seconds);
    fc.assert(
      fc.property(steps, steps, edges, turns, (one, four, gates, knob) => {
        const performance: Performance = {
          cv: [inTime(one), [], [], inTime(four)],
          edges: inTime(gates),
          knob: inTime(knob),
          endSeconds: 200,
        };
        expect(parsePerformance(writePerformance(performance), 'x')).toEqual(performance);
      }),
    );
  });
});
