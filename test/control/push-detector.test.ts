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
    handle: (...events: readonly KnobEvent[]) => {
      for (const event of events) detector.handle(event, onAction);
    },
    poll: (timeUs: number) => detector.poll(timeUs, onAction),
  };
}

describe('the push detector', () => {
  it('emits a push for a button released within 600 ms', () => {
    const { actions, handle, poll } = setUp();
    handle(down(0));
    poll(599 * MS);
    expect(actions).toEqual([]);
    handle(up(599 * MS));
    poll(2000 * MS);
    expect(actions).toEqual([{ kind: 'push' }]);
  });

  it('emits one long push after 600 ms, while the button is still down', () => {
    const { actions, handle, poll } = setUp();
    handle(down(0));
    poll(600 * MS);
    expect(actions).toEqual([{ kind: 'long-push' }]);
    poll(700 * MS);
    handle(up(900 * MS));
    expect(actions).toEqual([{ kind: 'long-push' }]);
  });

  it('emits a long push from the event times, without a poll in between', () => {
    const { actions, handle } = setUp();
    handle(down(0), up(600 * MS), down(700 * MS), up(800 * MS));
    expect(actions).toEqual([{ kind: 'long-push' }, { kind: 'push' }]);
  });

  it('passes turns on in order, also while the button is down', () => {
    const { actions, handle } = setUp();
    handle(turn(1, 0), down(1), turn(-2, 2), up(3));
    expect(actions).toEqual([{ kind: 'turn', steps: 1 }, { kind: 'turn', steps: -2 }, { kind: 'push' }]);
  });

  it('ignores a release without a press', () => {
    const { actions, handle, poll } = setUp();
    handle(up(10));
    poll(900 * MS);
    expect(actions).toEqual([]);
  });
});
