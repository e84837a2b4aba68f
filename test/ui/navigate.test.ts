import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnobAction } from '../../src/control/push-detector.ts';
import { drawPage } from '../../src/ui/draw-page.ts';
import { navigate } from '../../src/ui/navigate.ts';
import { HOME, MENU_PAGES, type NavigationState, type UiEffect, type UiModel } from '../../src/ui/page.ts';
import { rowsOf } from '../../src/ui/rows.ts';
import { after, UI_MODEL } from './some-model.ts';

const push: KnobAction = { kind: 'push' };
const hold: KnobAction = { kind: 'long-push' };
const turn = (steps: number): KnobAction => ({ kind: 'turn', steps });

/** Where the knob is after all that, and what the instrument was asked. */
function walk(
  actions: readonly KnobAction[],
  from: NavigationState = HOME,
): { ui: NavigationState; facts: UiModel; effects: UiEffect[] } {
  let [ui, facts] = [from, UI_MODEL];
  const effects: UiEffect[] = [];
  for (const action of actions) {
    const next = navigate(ui, action, facts);
    if (next.effect !== undefined) effects.push(next.effect);
    [ui, facts] = [next.state, after(facts, next.effect)];
  }
  return { ui, facts, effects };
}

const enter = (page: (typeof MENU_PAGES)[number]): KnobAction[] => [hold, turn(MENU_PAGES.indexOf(page)), push];

describe('the knob in the menu', () => {
  it.each(MENU_PAGES)('opens the page %s, and a long push goes back by the line that it came from', (page) => {
    expect(walk(enter(page)).ui.page).toBe(page);
    expect(walk([...enter(page), hold]).ui).toMatchObject({ page: 'menu', row: MENU_PAGES.indexOf(page) });
    expect(walk([...enter(page), hold, hold]).ui).toEqual(HOME);
  });

  it('forgets the pages of a network once that was meant', () => {
    const facts = { ...UI_MODEL, pages: 2 };
    const at = { ...HOME, page: 'system' as const, row: 6 };
    const asked = navigate(at, push, facts);
    expect(asked).toEqual({ ui: { ...at, isAsking: true } });
    expect(navigate(asked.state, turn(1), facts)).toEqual({ ui: at });
    expect(navigate(asked.state, push, facts)).toEqual({ ui: at, effect: { kind: 'forget-pages' } });
    expect(rowsOf('system', { ...UI_MODEL, pairedClients: 0 })[6]).toEqual({ label: 'pages paired', value: '0' });
  });

  it('changes set B: push, turn, push', () => {
    const { facts, effects } = walk([...enter('sets'), turn(1), push, turn(1), push]);
    expect(facts.patch.setB).toBe('A very long name of a set that does not fit');
    expect(effects).toHaveLength(1);
  });

  it('assigns a jack, keeps its depth when it is assigned anew, and takes it away', () => {
    const to = (steps: number) => walk([...enter('cv'), turn(1), push, turn(steps)]).facts.settings.depths.cv1;
    expect(to(1)).toEqual({ scrub: 1 });
    expect(to(-1)).toEqual({});
    expect(walk([...enter('cv'), turn(2), push, turn(-10)]).facts.settings.depths.cv1.interpolate).toBeCloseTo(0.5, 9);
    expect(walk([...enter('cv'), push, turn(1)]).facts.settings.ranges.cv1).toBe('0-8');
  });

  it('has lines for each destination of a jack, and changes one without the others', () => {
    const depths = { ...UI_MODEL.settings.depths, cv1: { level: -0.5, pitch: 1 } };
    const facts = { ...UI_MODEL, settings: { ...UI_MODEL.settings, depths } };
    const labels = rowsOf('cv', facts).slice(0, 6);
    expect(labels.map(({ value }) => value)).toEqual(['0-5', 'level', '-0.50', 'pitch', '1.00', '0-5']);
    const turned = (row: number, steps: number) => {
      const { effect } = navigate({ ...HOME, page: 'cv', row, isEditing: true }, turn(steps), facts);
      return effect?.kind === 'settings' ? Object.entries(effect.settings.depths.cv1) : undefined;
    };
    expect(turned(1, 1)).toEqual([
      ['loop-window', -0.5],
      ['pitch', 1],
    ]);
    // Pitch is taken already: the line goes past it.
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

  it('turns a depth through 0 without forgetting what it was of', () => {
    const actions = [...enter('cv'), turn(2), push, ...Array.from({ length: 25 }, () => turn(-1))];
    expect(walk(actions).facts.settings.depths.cv1.interpolate).toBeCloseTo(-0.3, 9);
  });

  it('holds the loop window between 20 and 500 ms', () => {
    expect(walk([...enter('loop'), turn(1), push, turn(99)]).facts.settings.bases['loop-window']).toBe(500);
    expect(walk([...enter('loop'), turn(1), push, turn(-99)]).facts.settings.bases['loop-window']).toBe(20);
  });

  it('takes a calibration point by a push, and asks before it overwrites a calibration', () => {
    const at = (row: number, ...actions: KnobAction[]) => walk([...enter('calibrate'), turn(row), ...actions]);
    expect(at(1, push).effects).toEqual([{ kind: 'measure', jack: 'cv1', volts: 0 }]);
    expect(at(2, push).effects).toEqual([{ kind: 'measure', jack: 'cv1', volts: 5 }]);
    expect(at(5, push).effects).toEqual([]);
    expect(at(5, push, push).effects).toEqual([{ kind: 'measure', jack: 'cv2', volts: 5 }]);
  });

  it('takes a jack as it reads once that was asked and answered', () => {
    const { facts, effects } = walk([...enter('calibrate'), turn(6), push, push]);
    expect(effects).toEqual([{ kind: 'uncalibrate', jack: 'cv2' }]);
    expect(facts.settings.calibration.cv2).toEqual({ slope: 1, offset: 0 });
  });

  it('shuts down only when it was asked and answered by a push', () => {
    const ask = [...enter('shutdown'), turn(1), push];
    expect(walk(ask).effects).toEqual([]);
    expect(walk([...ask, push]).effects).toEqual([{ kind: 'shutdown' }]);
    expect(walk([...ask, turn(-1), push]).effects).toEqual([]);
    expect(walk([...ask, hold, hold]).effects).toEqual([]);
    const cannot = { ...UI_MODEL, canShutDown: false };
    expect(navigate({ ...HOME, page: 'shutdown', row: 1 }, push, cannot)).not.toHaveProperty('effect');
  });

  it('has no dead end and no fault in 10 000 turns and pushes', () => {
    const action = fc.oneof(
      fc.integer({ min: -9, max: 9 }).map(turn),
      fc.constant(push),
      fc.constant(push),
      fc.constant(hold),
    );
    const visited = new Set<string>();
    fc.assert(
      fc.property(fc.array(action, { minLength: 100, maxLength: 100 }), (actions) => {
        let [ui, facts] = [HOME, UI_MODEL];
        for (const one of actions) {
          const next = navigate(ui, one, facts);
          [ui, facts] = [next.state, after(facts, next.effect)];
          visited.add(ui.page);
          if (ui.page === 'play') continue;
          expect(ui.row).toBeGreaterThanOrEqual(0);
          expect(ui.row).toBeLessThan(rowsOf(ui.page, facts).length);
        }
        const frame = drawPage({ navigation: ui, model: facts, message: undefined, sound: [] });
        expect(frame.length).toBe(128 * 64);
        expect(Math.max(...frame)).toBe(1);
        // Three long pushes lead home from anywhere: a question or a value, its page, the menu.
        let home = ui;
        for (let n = 0; n < 3 && home.page !== 'play'; n++) home = navigate(home, hold, facts).state;
        expect(home).toEqual(HOME);
      }),
      { numRuns: 100, seed: 7 },
    );
    expect([...visited].sort()).toEqual(['menu', 'play', ...MENU_PAGES].sort());
  });

  it('stays within a page that has become shorter, and within an instrument without sets', () => {
    const few = { ...UI_MODEL, models: [], sets: [] };
    const { state: ui } = navigate({ ...HOME, page: 'model', row: 2 }, turn(1), few);
    expect(ui.row).toBe(0);
    const kept = navigate({ ...HOME, page: 'sets', isEditing: true }, turn(1), few);
    expect(kept.effect).toEqual({ kind: 'patch', patch: { setA: 'Boom' } });
  });
});
