import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKnobController } from '../../src/ui/knob-controller.ts';
import { UI_MODEL } from './some-model.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp({ hasMenu = false } = {}) {
  let names = { setA: 'Boom', setB: 'Cowbell', model: 'impacts' };
  const taken: unknown[] = [];
  const applied: unknown[] = [];
  const hand = createKnobController({
    available: { sets: ['Boom', 'Cowbell', 'Rim'], models: ['impacts', 'strings', 'pipes'] },
    current: () => names,
    menu: hasMenu ? { model: () => UI_MODEL, apply: (effect) => void applied.push(effect) } : undefined,
    select: (changes) => {
      taken.push(changes);
      names = { ...names, ...changes };
    },
  });
  const turn = (steps: number): void => hand.handle({ kind: 'turn', steps, timeUs: 0 });
  const push = (): void => {
    hand.handle({ kind: 'down', timeUs: 0 });
    hand.handle({ kind: 'up', timeUs: 50_000 });
  };
  const hold = (): void => {
    hand.handle({ kind: 'down', timeUs: 0 });
    hand.handle({ kind: 'up', timeUs: 700_000 });
  };
  return { hand, taken, applied, turn, push, hold };
}

describe('the hand at the knob', () => {
  it('opens the menu by a long push on the first field, works there, and comes back to where it was', () => {
    const { hand, taken, applied, turn, push, hold } = setUp({ hasMenu: true });
    push();
    hold();
    expect([hand.navigation.page, hand.choice.field]).toEqual(['play', 'setA']);
    hold();
    push();
    push();
    turn(1);
    expect(hand.navigation).toMatchObject({ page: 'sets', isEditing: true });
    expect(applied).toEqual([{ kind: 'patch', patch: { setA: 'Cowbell' } }]);
    hold();
    hold();
    hold();
    expect(hand.navigation.page).toBe('play');
    turn(1);
    expect(taken).toEqual([{ setA: 'Cowbell' }]);
  });

  it('stays on the play page where there is no menu', () => {
    const { hand, hold } = setUp();
    hold();
    expect(hand.navigation.page).toBe('play');
  });

  it('takes a set with every step', () => {
    const { turn, push, taken } = setUp();
    turn(1);
    turn(1);
    push();
    turn(-1);
    expect(taken).toEqual([{ setA: 'Cowbell' }, { setA: 'Rim' }, { setB: 'Boom' }]);
  });

  it('names a model at once, and takes it when the knob rests: only the last of those that it went over', () => {
    const { hand, turn, push, taken } = setUp();
    push();
    push();
    turn(1);
    vi.advanceTimersByTime(300);
    turn(1);
    expect(hand.choice).toEqual({ field: 'model', names: { setA: 'Boom', setB: 'Cowbell', model: 'pipes' } });
    vi.advanceTimersByTime(399);
    expect(taken).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(taken).toEqual([{ model: 'pipes' }]);
  });

  it('takes no model that it has turned back from, nor one after its end', () => {
    const { hand, turn, push, taken } = setUp();
    push();
    push();
    turn(1);
    turn(-1);
    vi.advanceTimersByTime(1000);
    turn(1);
    hand.close();
    vi.advanceTimersByTime(1000);
    expect(taken).toEqual([]);
  });

  it('is back at slot A while the button is still down', () => {
    const { hand, push } = setUp();
    push();
    hand.handle({ kind: 'down', timeUs: 1_000_000 });
    vi.advanceTimersByTime(599);
    expect(hand.choice.field).toBe('setB');
    vi.advanceTimersByTime(1);
    expect(hand.choice.field).toBe('setA');
    hand.handle({ kind: 'up', timeUs: 1_700_000 });
    expect(hand.choice.field).toBe('setA');
  });
});
