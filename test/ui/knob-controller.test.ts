import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKnobController } from '../../src/ui/knob-controller.ts';
import { UI_MODEL } from './ui-model.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp({ hasMenu = false } = {}) {
  let names = { setA: 'Boom', setB: 'Cowbell', model: 'impacts' };
  const selected: unknown[] = [];
  const applied: unknown[] = [];
  const knob = createKnobController({
    available: { sets: ['Boom', 'Cowbell', 'Rim'], models: ['impacts', 'strings', 'pipes'] },
    current: () => names,
    menu: hasMenu ? { model: () => UI_MODEL, apply: (effect) => void applied.push(effect) } : undefined,
    select: (changes) => {
      selected.push(changes);
      names = { ...names, ...changes };
    },
  });
  const turn = (steps: number): void => knob.handle({ kind: 'turn', steps, timeUs: 0 });
  const push = (): void => {
    knob.handle({ kind: 'down', timeUs: 0 });
    knob.handle({ kind: 'up', timeUs: 50_000 });
  };
  const hold = (): void => {
    knob.handle({ kind: 'down', timeUs: 0 });
    knob.handle({ kind: 'up', timeUs: 700_000 });
  };
  return { knob, selected, applied, turn, push, hold };
}

describe('the controller of the knob', () => {
  it('opens the menu by a long push on the first field, edits there, and returns to the play page', () => {
    const { knob, selected, applied, turn, push, hold } = setUp({ hasMenu: true });
    push();
    hold();
    expect([knob.navigation.page, knob.choice.field]).toEqual(['play', 'setA']);
    hold();
    push();
    push();
    turn(1);
    expect(knob.navigation).toMatchObject({ page: 'sets', isEditing: true });
    expect(applied).toEqual([{ kind: 'patch', patch: { setA: 'Cowbell' } }]);
    hold();
    hold();
    hold();
    expect(knob.navigation.page).toBe('play');
    turn(1);
    expect(selected).toEqual([{ setA: 'Cowbell' }]);
  });

  it('stays on the play page without a menu', () => {
    const { knob, hold } = setUp();
    hold();
    expect(knob.navigation.page).toBe('play');
  });

  it('selects a set with every step', () => {
    const { turn, push, selected } = setUp();
    turn(1);
    turn(1);
    push();
    turn(-1);
    expect(selected).toEqual([{ setA: 'Cowbell' }, { setA: 'Rim' }, { setB: 'Boom' }]);
  });

  it('shows a model at once and selects only the last one, when the knob rests', () => {
    const { knob, turn, push, selected } = setUp();
    push();
    push();
    turn(1);
    vi.advanceTimersByTime(300);
    turn(1);
    expect(knob.choice).toEqual({ field: 'model', names: { setA: 'Boom', setB: 'Cowbell', model: 'pipes' } });
    vi.advanceTimersByTime(399);
    expect(selected).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(selected).toEqual([{ model: 'pipes' }]);
  });

  it('selects no model after turning back from it, and none after close', () => {
    const { knob, turn, push, selected } = setUp();
    push();
    push();
    turn(1);
    turn(-1);
    vi.advanceTimersByTime(1000);
    turn(1);
    knob.close();
    vi.advanceTimersByTime(1000);
    expect(selected).toEqual([]);
  });

  it('selects slot A while the button is still down', () => {
    const { knob, push } = setUp();
    push();
    knob.handle({ kind: 'down', timeUs: 1_000_000 });
    vi.advanceTimersByTime(599);
    expect(knob.choice.field).toBe('setB');
    vi.advanceTimersByTime(1);
    expect(knob.choice.field).toBe('setA');
    knob.handle({ kind: 'up', timeUs: 1_700_000 });
    expect(knob.choice.field).toBe('setA');
  });
});
