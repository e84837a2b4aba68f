import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import { recordPerformance } from '../../../src/control/performance/record-performance.ts';
import { writePerformance } from '../../../src/control/performance/write-performance.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { performances } from './performances.ts';

const START_US = 7_000_000.25;

describe('a written performance', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(performances, (performance) => {
        expect(parsePerformance(writePerformance(performance), 'x')).toEqual(performance);
      }),
    );
  });

  it('keeps a long push long', () => {
    const { knob } = parsePerformance(writePerformance(parsePerformance('1 long-push', 'x')), 'x');
    expect(knob.map(({ seconds, action }) => [seconds, action.kind])).toEqual([
      [1, 'down'],
      [1.8, 'up'],
    ]);
  });
});

describe('a recording of the panel', () => {
  it('becomes the text of what was played', () => {
    const recorder = recordPerformance({ startUs: START_US });
    recorder.cv(0, 0, START_US); // a jack starts at 0 V: nothing to say
    recorder.cv(0, 2.5, START_US + 100_000);
    recorder.cv(0, 2.5, START_US + 101_000);
    recorder.gate(0, true, START_US + 200_000.4);
    recorder.gate(0, false, START_US + 250_000);
    recorder.knob({ kind: 'turn', steps: 3, timeUs: START_US + 300_000 });
    recorder.knob({ kind: 'down', timeUs: START_US + 400_000 });
    recorder.knob({ kind: 'up', timeUs: START_US + 450_000 });
    expect(writePerformance(recorder.performance(START_US + 1e6)).split('\n')).toEqual([
      '0.1 cv1 2.5',
      '0.2 gate1 on',
      '0.25 gate1 off',
      '0.3 knob +3',
      '0.4 knob down',
      '0.45 knob up',
      '1 end',
      '',
    ]);
  });

  it('is read back as it was recorded, whatever someone does', () => {
    const touch = fc.oneof(
      fc.record({ jack: fc.nat(3), volts: fc.double({ min: -20, max: 20, noNaN: true }) }),
      fc.record({ gate: fc.nat(1), isHigh: fc.boolean() }),
      fc.record({ steps: fc.integer({ min: -9, max: 9 }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1e5, noNaN: true }), touch)), (touches) => {
        const recorder = recordPerformance({ startUs: START_US });
        let timeUs = START_US;
        for (const [later, what] of touches) {
          timeUs += later;
          if ('jack' in what) recorder.cv(what.jack, what.volts, timeUs);
          else if ('gate' in what) recorder.gate(what.gate, what.isHigh, timeUs);
          else recorder.knob({ kind: 'turn', steps: what.steps, timeUs });
        }
        const recorded = recorder.performance(timeUs + 1);
        expect(parsePerformance(writePerformance(recorded), 'x')).toEqual(recorded);
        expect(recorded.edges).toHaveLength(touches.filter(([, what]) => 'gate' in what).length);
      }),
    );
  });

  it('ends where it is asked to, and may go on', () => {
    const recorder = recordPerformance({ startUs: 0 });
    recorder.gate(0, true, 1e6);
    recorder.gate(0, false, 3e6);
    expect(recorder.performance(2e6)).toMatchObject({ edges: [{ seconds: 1 }], endSeconds: 2 });
    expect(recorder.performance(4e6).edges).toHaveLength(2);
  });

  it('keeps the order of what was told when a clock lags behind', () => {
    const recorder = recordPerformance({ startUs: 0 });
    recorder.gate(0, true, 1e6);
    recorder.gate(0, false, 999_990);
    const { edges } = recorder.performance(2e6);
    expect(edges.map(({ seconds, isHigh }) => [seconds, isHigh])).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it('is full after a day', () => {
    const recorder = recordPerformance({ startUs: 0 });
    recorder.gate(0, true, 86_400e6);
    expect(recorder.isFull).toBe(false);
    recorder.gate(0, false, 86_400e6 + 1);
    expect(recorder.isFull).toBe(true);
    expect(recorder.performance(1e12)).toMatchObject({ edges: [{ isHigh: true }], endSeconds: 86_400 });
  });

  it('is full when one more line would be too many for a file', () => {
    const recorder = recordPerformance({ startUs: 0 });
    for (let i = 0; i < 999_999; i++) recorder.gate(0, i % 2 === 0, i);
    expect(recorder.isFull).toBe(false);
    recorder.gate(0, false, 1e6);
    expect(recorder.isFull).toBe(true);
    expect(writePerformance(recorder.performance(1e6)).split('\n')).toHaveLength(1_000_001); // the last one is empty
  });

  it('refuses what no file could say', () => {
    const recorder = recordPerformance({ startUs: 0 });
    expectNamedError(() => recorder.cv(0, Number.NaN, 0), 'bad-input', 'NaN V at jack 0');
    expectNamedError(() => recorder.cv(4, 1, 0), 'bad-input', 'jack 4');
    expectNamedError(() => recorder.gate(2, true, 0), 'bad-input', 'gate 2');
    expectNamedError(() => recorder.knob({ kind: 'turn', steps: 0.5, timeUs: 0 }), 'bad-input', 'that turn');
  });
});
