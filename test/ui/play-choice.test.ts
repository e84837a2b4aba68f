import { describe, expect, it } from 'vitest';
import type { KnobAction } from '../../src/control/push-detector.ts';
import { choose, type PlayChoice } from '../../src/ui/play-choice.ts';

const AVAILABLE = { sets: ['Boom', 'Cowbell', 'Rim'], models: ['impacts', 'strings'] };
const AT_FIRST: PlayChoice = { field: 'setA', names: { setA: 'Boom', setB: 'Cowbell', model: 'impacts' } };

const turn = (steps: number): KnobAction => ({ kind: 'turn', steps });
const PUSH: KnobAction = { kind: 'push' };
const LONG_PUSH: KnobAction = { kind: 'long-push' };
const turned = (actions: readonly KnobAction[], from = AT_FIRST, available = AVAILABLE): PlayChoice =>
  actions.reduce((choice, action) => choose(choice, action, available), from);

describe('the knob on the play page', () => {
  it('steps cyclically through the sets of slot A', () => {
    const names = [1, 2, 3, 4, -1, -1000].map((steps) => turned([turn(steps)]).names.setA);
    expect(names).toEqual(['Cowbell', 'Rim', 'Boom', 'Cowbell', 'Rim', 'Rim']);
  });

  it('selects slot B, the model, then slot A again with each push', () => {
    expect(turned([PUSH, turn(1)])).toEqual({ field: 'setB', names: { ...AT_FIRST.names, setB: 'Rim' } });
    expect(turned([PUSH, PUSH, turn(1)])).toEqual({ field: 'model', names: { ...AT_FIRST.names, model: 'strings' } });
    expect(turned([PUSH, PUSH, PUSH])).toEqual(AT_FIRST);
  });

  it('selects slot A from any field on a long push, and changes no name', () => {
    expect(turned([PUSH, LONG_PUSH])).toEqual(AT_FIRST);
    expect(turned([PUSH, PUSH, LONG_PUSH])).toEqual(AT_FIRST);
  });

  it('steps to either end of the list from a name that is not in it', () => {
    const stranger = { ...AT_FIRST, names: { ...AT_FIRST.names, setA: 'kick.wav' } };
    expect(turned([turn(1)], stranger).names.setA).toBe('Boom');
    expect(turned([turn(-1)], stranger).names.setA).toBe('Rim');
  });

  it('changes nothing where no name is available', () => {
    expect(turned([turn(5)], AT_FIRST, { sets: [], models: [] })).toEqual(AT_FIRST);
  });
});
