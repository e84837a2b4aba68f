import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnobAction } from '../../src/control/push-detector.ts';
import { drawPage } from '../../src/ui/draw-page.ts';
import { navigate } from '../../src/ui/navigate.ts';
import { HOME, MENU_PAGES, type NavigationState, type UiEffect, type UiModel } from '../../src/ui/page.ts';
import { PAGES } from '../../src/ui/pages.ts';
import { after, UI_MODEL } from './ui-model.ts';

const push: KnobAction = { kind: 'push' };
const hold: KnobAction = { kind: 'long-push' };
const turn = (steps: number): KnobAction => ({ kind: 'turn', steps });

/** The state after the actions, and the effects they had. */
function walk(
  actions: readonly KnobAction[],
  from: NavigationState = HOME,
): { state: NavigationState; model: UiModel; effects: UiEffect[] } {
  let [state, model] = [from, UI_MODEL];
  const effects: UiEffect[] = [];
  for (const action of actions) {
    const next = navigate(state, action, model);
    if (next.effect !== undefined) effects.push(next.effect);
    [state, model] = [next.state, after(model, next.effect)];
  }
  return { state, model, effects };
}

const enter = (page: (typeof MENU_PAGES)[number]): KnobAction[] => [hold, turn(MENU_PAGES.indexOf(page)), push];

describe('the knob in the menu', () => {
  it.each(MENU_PAGES)('opens the page %s; a long push returns to its row of the menu', (page) => {
    expect(walk(enter(page)).state.page).toBe(page);
    expect(walk([...enter(page), hold]).state).toMatchObject({ page: 'menu', row: MENU_PAGES.indexOf(page) });
    expect(walk([...enter(page), hold, hold]).state).toEqual(HOME);
  });

  it('changes the master volume by a decibel a step, and shows that nothing sounds at its lower bound', () => {
    const editing = { ...HOME, page: 'system' as const, row: 0, isEditing: true };
    const { effect } = navigate(editing, { kind: 'turn', steps: -2 }, UI_MODEL);
    expect(effect).toEqual({ kind: 'volume', db: -8 });
    expect(PAGES.system.rows({ ...UI_MODEL, volumeDb: -60 })[0].value).toBe('off');
  });

  it('unpairs all clients only after a confirmation', () => {
    const model = { ...UI_MODEL, pairedClients: 2 };
    const at = { ...HOME, page: 'system' as const, row: 7 };
    const asking = navigate(at, push, model);
    expect(asking).toEqual({ state: { ...at, isConfirming: true } });
    expect(navigate(asking.state, turn(1), model)).toEqual({ state: at });
    expect(navigate(asking.state, push, model)).toEqual({ state: at, effect: { kind: 'unpair-clients' } });
    expect(PAGES.system.rows({ ...UI_MODEL, pairedClients: 0 })[7]).toEqual({ label: 'paired clients', value: '0' });
  });

  it('chooses how many sounds play at a time, no more than the board can', () => {
    const at = PAGES.sets.rows(UI_MODEL).findIndex(({ label }) => label === 'voices');
    const chosen = walk([...enter('sets'), turn(at), push, turn(1), push, turn(1), push, turn(20), push]);
    expect(chosen.model.patch.voices).toEqual({ mode: 'poly', count: 8 });
    expect(PAGES.sets.rows(chosen.model).slice(at)).toMatchObject([
      { label: 'voices', value: 'poly' },
      { label: 'number', value: '8' },
    ]);
    expect(PAGES.sets.rows({ ...chosen.model, maxVoices: 2 })[at + 1].value).toBe('2');
    expect(PAGES.sets.rows(UI_MODEL)).toHaveLength(at + 1);
  });

  it('changes set B: push, turn, push', () => {
    const { model, effects } = walk([...enter('sets'), turn(1), push, turn(1), push]);
    expect(model.patch.setB).toBe('A very long name of a set that does not fit');
    expect(effects).toHaveLength(1);
  });

  it('assigns a jack, keeps its depth for another destination, and removes the assignment', () => {
    const to = (steps: number) => walk([...enter('cv'), turn(1), push, turn(steps)]).model.settings.depths.cv1;
    expect(to(1)).toEqual({ scrub: 1 });
    expect(to(-1)).toEqual({});
    expect(walk([...enter('cv'), turn(2), push, turn(-10)]).model.settings.depths.cv1.interpolate).toBeCloseTo(0.5, 9);
    expect(walk([...enter('cv'), push, turn(1)]).model.settings.ranges.cv1).toBe('0-8');
  });

  it('shows rows for each destination of a jack and edits one without the others', () => {
    const depths = { ...UI_MODEL.settings.depths, cv1: { level: -0.5, pitch: 1 } };
    const model = { ...UI_MODEL, settings: { ...UI_MODEL.settings, depths } };
    const labels = PAGES.cv.rows(model).slice(0, 6);
    expect(labels.map(({ value }) => value)).toEqual(['0-5', 'level', '-0.50', 'pitch', '1.00', '0-5']);
    const turned = (row: number, steps: number) => {
      const { effect } = navigate({ ...HOME, page: 'cv', row, isEditing: true }, turn(steps), model);
      return effect?.kind === 'settings' ? Object.entries(effect.settings.depths.cv1) : undefined;
    };
    expect(turned(1, 1)).toEqual([
      ['loop-window', -0.5],
      ['pitch', 1],
    ]);
    // The jack has pitch already: the row skips it.
    expect(turned(1, -1)).toEqual([
      ['f0', -0.5],
      ['pitch', 1],
    ]);
    expect(turned(4, -2)).toEqual([
      ['level', -0.5],
      ['pitch', expect.closeTo(0.9, 9)],
    ]);
    expect(turned(3, -99)).toHaveLength(2);
  });

  it('turns a depth through 0 without losing its destination', () => {
    const actions = [...enter('cv'), turn(2), push, ...Array.from({ length: 25 }, () => turn(-1))];
    expect(walk(actions).model.settings.depths.cv1.interpolate).toBeCloseTo(-0.3, 9);
  });

  it('limits the loop window to 20 to 500 ms', () => {
    expect(walk([...enter('loop'), turn(1), push, turn(99)]).model.settings.bases['loop-window']).toBe(500);
    expect(walk([...enter('loop'), turn(1), push, turn(-99)]).model.settings.bases['loop-window']).toBe(20);
  });

  it('moves a latent by tenths of a deviation within its range, back to 0, and all of them to 0 by a push', () => {
    const bases = (...actions: KnobAction[]) => walk([...enter('latents'), ...actions]).model.settings.bases;
    expect(bases(push, turn(3))['latent-1']).toBe(0.3);
    expect(bases(turn(1), push, turn(-99))['latent-2']).toBe(-3);
    expect(bases(push, turn(7), turn(-7))['latent-1']).toBe(0);
    expect(bases(push, turn(3), push, turn(8), push)).toMatchObject({ 'latent-1': 0, 'latent-8': 0 });
  });

  it('chooses the channel of MIDI notes, learns a controller for a target, and ends all notes', () => {
    const at = (row: number, ...actions: KnobAction[]) => walk([...enter('midi'), turn(row), ...actions]);
    expect(at(1, push, turn(2)).model.midi.channel).toBe(2);
    expect(at(1, push, turn(-1)).model.midi.channel).toBe(16);
    // The model learns scrub; one step before it is the mix of the sets.
    expect(at(2, push, turn(-1)).model.midi.learning).toEqual({ kind: 'base', destination: 'interpolate' });
    expect(at(2, push, turn(-2)).model.midi.learning).toBeUndefined();
    expect(at(4, push).effects).toEqual([{ kind: 'midi-panic' }]);
  });

  it('takes a calibration point by a push, and confirms before it overwrites a calibration', () => {
    const at = (row: number, ...actions: KnobAction[]) => walk([...enter('calibrate'), turn(row), ...actions]);
    expect(at(1, push).effects).toEqual([{ kind: 'measure', jack: 'cv1', volts: 0 }]);
    expect(at(2, push).effects).toEqual([{ kind: 'measure', jack: 'cv1', volts: 5 }]);
    expect(at(5, push).effects).toEqual([]);
    expect(at(5, push, push).effects).toEqual([{ kind: 'measure', jack: 'cv2', volts: 5 }]);
  });

  it('resets the calibration of a jack after a confirmation', () => {
    const { model, effects } = walk([...enter('calibrate'), turn(6), push, push]);
    expect(effects).toEqual([{ kind: 'uncalibrate', jack: 'cv2' }]);
    expect(model.settings.calibration.cv2).toEqual({ slope: 1, offset: 0 });
  });

  it('shuts down only after a confirmation', () => {
    const ask = [...enter('shutdown'), turn(1), push];
    expect(walk(ask).effects).toEqual([]);
    expect(walk([...ask, push]).effects).toEqual([{ kind: 'shutdown' }]);
    expect(walk([...ask, turn(-1), push]).effects).toEqual([]);
    expect(walk([...ask, hold, hold]).effects).toEqual([]);
    const cannot = { ...UI_MODEL, canShutDown: false };
    expect(navigate({ ...HOME, page: 'shutdown', row: 1 }, push, cannot)).not.toHaveProperty('effect');
  });

  it('returns home from every state in 10 000 random turns and pushes', () => {
    const action = fc.oneof(
      fc.integer({ min: -9, max: 9 }).map(turn),
      fc.constant(push),
      fc.constant(push),
      fc.constant(hold),
    );
    const visited = new Set<string>();
    fc.assert(
      fc.property(fc.array(action, { minLength: 100, maxLength: 100 }), (actions) => {
        let [state, model] = [HOME, UI_MODEL];
        for (const one of actions) {
          const next = navigate(state, one, model);
          [state, model] = [next.state, after(model, next.effect)];
          visited.add(state.page);
          if (state.page === 'play') continue;
          expect(state.row).toBeGreaterThanOrEqual(0);
          expect(state.row).toBeLessThan(PAGES[state.page].rows(model).length);
        }
        const frame = drawPage({ navigation: state, model, message: undefined, sound: [] });
        expect(frame.length).toBe(128 * 64);
        expect(Math.max(...frame)).toBe(1);
        // Three long pushes return home from every state: out of a confirmation or an edit, the page, the menu.
        let home = state;
        for (let n = 0; n < 3 && home.page !== 'play'; n++) home = navigate(home, hold, model).state;
        expect(home).toEqual(HOME);
      }),
      { numRuns: 100, seed: 7 },
    );
    expect([...visited].sort()).toEqual(['menu', 'play', ...MENU_PAGES].sort());
  });

  it('stays within the rows of a page that has become shorter, and works without sets and models', () => {
    const few = { ...UI_MODEL, models: [], sets: [] };
    const { state } = navigate({ ...HOME, page: 'model', row: 2 }, turn(1), few);
    expect(state.row).toBe(0);
    const kept = navigate({ ...HOME, page: 'sets', isEditing: true }, turn(1), few);
    expect(kept.effect).toEqual({ kind: 'patch', patch: { setA: 'Boom' } });
  });
});
