import { describe, expect, it } from 'vitest';
import type { KnobEvent } from '../../src/contracts/knob.ts';
import { createPushDetector, type KnobAction } from '../../src/control/push-detector.ts';

const MS = 1000;
const down = (timeUs: number): KnobEvent => ({ kind: 'down', timeUs });
const up = (timeUs: number): KnobEvent => ({ kind: 'up', timeUs });
const turn = (steps: number, timeUs: number): KnobEvent => ({ kind: 'turn', steps, timeUs });

function setUp() {
  const actions: KnobAction[] = [];
  const detector = createPushDetector();
  const onAction = (action: KnobAction): void => void actions.push(action);
  return {
    actions,
    hear: (...events: readonly KnobEvent[]) => {
      for (const event of events) detector.handle(event, onAction);
    },
    poll: (timeUs: number) => detector.poll(timeUs, onAction),
  };
}

describe('the button of the knob', () => {
  it('released within 600 ms is a push', () => {
    const { actions, hear, poll } = setUp();
    hear(down(0));
    poll(599 * MS);
    expect(actions).toEqual([]);
    hear(up(599 * MS));
    poll(2000 * MS);
    expect(actions).toEqual([{ kind: 'push' }]);
  });

  it('held for 600 ms is a long push, told once and while it is still down', () => {
    const { actions, hear, poll } = setUp();
    hear(down(0));
    poll(600 * MS);
    expect(actions).toEqual([{ kind: 'long-push' }]);
    poll(700 * MS);
    hear(up(900 * MS));
    expect(actions).toEqual([{ kind: 'long-push' }]);
  });

  it('is a long push by its times, even when nobody asked in between', () => {
    const { actions, hear } = setUp();
    hear(down(0), up(600 * MS), down(700 * MS), up(800 * MS));
    expect(actions).toEqual([{ kind: 'long-push' }, { kind: 'push' }]);
  });

  it('lets turns through, also while it is down, in their order', () => {
    const { actions, hear } = setUp();
    hear(turn(1, 0), down(1), turn(-2, 2), up(3));
    expect(actions).toEqual([{ kind: 'turn', steps: 1 }, { kind: 'turn', steps: -2 }, { kind: 'push' }]);
  });

  it('that comes up without having gone down does nothing', () => {
    const { actions, hear, poll } = setUp();
    hear(up(10));
    poll(900 * MS);
    expect(actions).toEqual([]);
  });
});
