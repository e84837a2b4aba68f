import { beforeEach, describe, expect, it } from 'vitest';
import type { Knob, KnobEvent } from '../../src/contracts/knob.ts';

/** A knob and functions that turn and press it. */
export interface KnobBench {
  readonly knob: Knob;
  turn(steps: number): void;
  /** Absent where the knob has no button. */
  press?(isDown: boolean): void;
}

/** Conformance tests of `src/contracts/knob.ts` for one implementation. */
export function describeKnob(options: { name: string; create: () => KnobBench }): void {
  describe(`${options.name} as a knob`, () => {
    let bench: KnobBench;
    beforeEach(() => {
      bench = options.create();
    });

    it('reports each turn once', () => {
      bench.turn(3);
      const turns = eventsOf(bench.knob);
      expect(turns.map((event) => event.kind === 'turn' && event.steps)).toEqual([3]);
      bench.turn(-2);
      expect(eventsOf(bench.knob).map((event) => event.kind === 'turn' && event.steps)).toEqual([-2]);
      expect(eventsOf(bench.knob)).toEqual([]);
    });

    it('reports turns and the button in order', () => {
      if (bench.press === undefined) return; // no button
      bench.turn(2);
      bench.press(true);
      bench.turn(-1);
      bench.press(false);
      const events = eventsOf(bench.knob);
      expect(events.map((event) => (event.kind === 'turn' ? event.steps : event.kind))).toEqual([2, 'down', -1, 'up']);
      const times = events.map(({ timeUs }) => timeUs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(eventsOf(bench.knob)).toEqual([]);
    });

    it('can be closed twice', async () => {
      await bench.knob.close();
      await expect(bench.knob.close()).resolves.toBeUndefined();
    });
  });
}

function eventsOf(knob: Knob): KnobEvent[] {
  const events: KnobEvent[] = [];
  knob.poll((event) => events.push(event));
  return events;
}
