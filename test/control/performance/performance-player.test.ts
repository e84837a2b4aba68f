import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import type { Performance } from '../../../src/control/performance/performance.ts';
import { createPerformancePlayer } from '../../../src/control/performance/performance-player.ts';
import { performances } from './performances.ts';

function eventsOf(performance: Performance, polls: readonly number[]): string[] {
  const player = createPerformancePlayer(performance);
  const events: string[] = [];
  for (const seconds of polls) {
    player.emitUntil(seconds, {
      onGate: (gate, isHigh, at) => events.push(`${at} gate${gate + 1} ${isHigh ? 'on' : 'off'}`),
      onKnob: ({ seconds: at, action }) => events.push(`${at} ${action.kind}`),
    });
  }
  return events;
}

describe('the performance player', () => {
  it('emits gates and knob in order of time', () => {
    const performance = parsePerformance('2 gate2 on\n1 push\n1.05 gate1 tap 20\n1 gate1 off', 'x');
    expect(eventsOf(performance, [10])).toEqual([
      '1 gate1 off',
      '1 down',
      '1.05 gate1 on',
      '1.07 gate1 off',
      '1.1 up',
      '2 gate2 on',
    ]);
  });

  it('emits an event when its time is reached, not before', () => {
    const performance = parsePerformance('0.3 gate1 on', 'x');
    expect(eventsOf(performance, [0.299999])).toEqual([]);
    expect(eventsOf(performance, [0.3])).toEqual(['0.3 gate1 on']);
  });

  it('emits the same events however often it is polled', () => {
    fc.assert(
      fc.property(performances, fc.array(fc.nat(100)), (performance, polls) => {
        const last = 1e5;
        expect(eventsOf(performance, [...polls.toSorted((a, b) => a - b), last])).toEqual(
          eventsOf(performance, [last]),
        );
      }),
    );
  });

  it('returns the voltages of any time, before or after the last one read', () => {
    fc.assert(
      fc.property(performances, fc.array(fc.double({ min: 0, max: 110, noNaN: true })), (performance, times) => {
        const player = createPerformancePlayer(performance);
        const [continued, fresh] = [new Float32Array(4), new Float32Array(4)];
        for (const seconds of times) {
          player.cvAt(seconds, continued);
          createPerformancePlayer(performance).cvAt(seconds, fresh);
          expect(continued).toEqual(fresh);
          for (const volts of continued) expect(Math.abs(volts)).toBeLessThanOrEqual(12);
        }
      }),
    );
  });

  it('reports the end of the performance', () => {
    expect(createPerformancePlayer(parsePerformance('0 gate1 on\n12 end', 'x')).endSeconds).toBe(12);
  });
});
