import { createEncoderKnob, createGpio, createQuadrature } from '@neurorack/linux-io';
import { createSimulatedEncoder, createSimulatedGpio, createVirtualTime } from '@neurorack/linux-io/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnobEvent } from '../../../src/contracts/knob.ts';
import { describeKnob } from '../../conformance/knob.ts';

const LABEL = 'pinctrl-bcm2711';
const LINES = [22, 23, 24];

function createBench(bounces?: () => number) {
  const time = createVirtualTime();
  const kernel = createSimulatedGpio({ time, chips: [[LABEL, 58]] });
  const setLine = (line: number, isHigh: boolean): void => kernel.set(LABEL, LINES[line], isHigh);
  const encoder = createSimulatedEncoder({ time, setLine, ...(bounces === undefined ? {} : { bounces }) });
  const lines = createGpio({ kernel, clock: time }).request(LABEL, { offsets: LINES, bias: 'pull-up' });
  const knob = createEncoderKnob({ lines, clock: time });
  const poll = (): KnobEvent[] => {
    const events: KnobEvent[] = [];
    knob.poll((event) => events.push(event));
    return events;
  };
  return { time, knob, poll, ...encoder };
}

describeKnob({ name: 'an encoder on GPIO lines', create: () => createBench() });
describeKnob({ name: 'an encoder that bounces five times at each edge', create: () => createBench(() => 5) });

describe('an encoder', () => {
  it('neither loses nor adds a step, for any bounce and any sequence of turns', () => {
    const turns = fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 12 });
    const seeds = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(turns, seeds, (steps, bounces) => {
        let n = 0;
        const bench = createBench(() => bounces[n++ % bounces.length]);
        let counted = 0;
        for (const step of steps) {
          bench.turn(step);
          for (const event of bench.poll()) if (event.kind === 'turn') counted += event.steps;
        }
        expect(counted).toBe(steps.reduce((sum, step) => sum + step, 0));
      }),
      { numRuns: 200 },
    );
  });

  it('emits a push once the contact has settled, with the time of the first edge', () => {
    const bench = createBench(() => 8);
    const before = bench.time.nowUs();
    bench.press(true);
    const [down, ...more] = bench.poll();
    expect(down.kind).toBe('down');
    expect(down.timeUs - before).toBeLessThan(10);
    expect(more).toEqual([]);
  });

  it('ignores a spike on the button’s line', () => {
    const time = createVirtualTime();
    const kernel = createSimulatedGpio({ time, chips: [[LABEL, 58]] });
    for (const line of LINES) kernel.set(LABEL, line, true);
    const lines = createGpio({ kernel, clock: time }).request(LABEL, { offsets: LINES });
    const knob = createEncoderKnob({ lines, clock: time });
    kernel.set(LABEL, LINES[2], false);
    time.advance(200);
    kernel.set(LABEL, LINES[2], true);
    time.advance(50_000);
    const events: KnobEvent[] = [];
    knob.poll((event) => events.push(event));
    expect(events).toEqual([]);
  });
});

describe('quadrature', () => {
  const code = [3, 2, 0, 1] as const;
  const walk = (quadrature: ReturnType<typeof createQuadrature>, states: readonly number[]): number =>
    states.reduce((sum, state) => sum + quadrature.update((state & 1) !== 0, (state & 2) !== 0), 0);
  const clockwise = (quarters: number): number[] => Array.from({ length: quarters + 1 }, (_, i) => code[i % 4]);

  it('counts a detent every four quarters, or every two', () => {
    expect(walk(createQuadrature(), clockwise(12))).toBe(3);
    expect(walk(createQuadrature({ quartersPerDetent: 2 }), clockwise(12))).toBe(6);
    expect(walk(createQuadrature(), clockwise(12).reverse())).toBe(-3);
    expect(walk(createQuadrature({ isReversed: true }), clockwise(12))).toBe(-3);
  });

  it('counts nothing for half a step and back', () => {
    expect(walk(createQuadrature(), [3, 2, 0, 2, 3])).toBe(0);
  });

  it('counts nothing for a change of both contacts, which is a missed edge', () => {
    expect(walk(createQuadrature(), [3, 0, 3])).toBe(0);
    // The change from 3 to 0 counts nothing; the two quarters after it are half a step.
    expect(walk(createQuadrature(), [3, 0, 1, 3])).toBe(0);
  });
});
