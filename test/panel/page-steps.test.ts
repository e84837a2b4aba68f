import { describe, expect, it } from 'vitest';
import { createPageSteps, type LocalStep } from '../../src/panel/page-steps.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';

/** Steps of the instrument and of an editor in the page, by one sequence. */
function setUp() {
  const past: string[] = [];
  const future: string[] = [];
  const localPast: LocalStep[] = [];
  const localFuture: LocalStep[] = [];
  const steps = createPageSteps();
  const report = (): void =>
    steps.use({ undo: past.at(-1) ?? null, redo: future.at(-1) ?? null, position: past.length });
  const move = <Step>(from: Step[], to: Step[]): void => void to.push(...from.splice(-1));
  steps.register({
    get undoStep() {
      return localPast.at(-1);
    },
    get redoStep() {
      return localFuture.at(-1);
    },
    undo: () => move(localPast, localFuture),
    redo: () => move(localFuture, localPast),
    subscribe: () => undefined,
  });
  const send = (action: PanelAction): void => {
    if (action.type !== 'history') return;
    if (action.command === 'undo') move(past, future);
    else move(future, past);
    report();
  };
  return {
    steps,
    set: (name: string): void => {
      past.push(name);
      report();
    },
    edit: (name: string): void => void localPast.push({ name, position: steps.position }),
    undo: () => {
      const name = steps.undoName;
      steps.undo(send);
      return name;
    },
    redo: () => {
      const name = steps.redoName;
      steps.redo(send);
      return name;
    },
  };
}

describe('the steps of a page', () => {
  it('are taken back in the order in which they were made, those of the instrument and of an edit, and made again', () => {
    const { set, edit, undo, redo } = setUp();
    set('volume');
    edit('brightness of Boom');
    edit('pitch of Boom');
    set('set A');
    edit('tone of Boom');
    const names = ['tone of Boom', 'set A', 'pitch of Boom', 'brightness of Boom', 'volume'];
    expect(names.map(undo)).toEqual(names);
    expect(undo()).toBeNull();
    expect(names.map(redo)).toEqual(names.toReversed());
    expect(redo()).toBeNull();
  });

  it('take an edit back where the instrument has no step', () => {
    const { edit, undo } = setUp();
    edit('brightness of Boom');
    expect([undo(), undo()]).toEqual(['brightness of Boom', null]);
  });
});
