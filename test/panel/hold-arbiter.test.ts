import { describe, expect, it } from 'vitest';
import { createHoldArbiter, type InstrumentAction } from '../../src/panel/hold-arbiter.ts';

describe('what pages hold', () => {
  const setUp = () => {
    const acted: InstrumentAction[] = [];
    return { acted, hands: createHoldArbiter<string>((action) => acted.push(action)) };
  };
  const gate = (isHigh: boolean): InstrumentAction => ({ type: 'gate', gate: 1, isHigh });

  it('a gate is high from the first page that holds it to the last', () => {
    const { acted, hands } = setUp();
    hands.dispatch('phone', gate(true));
    hands.dispatch('laptop', gate(true));
    hands.dispatch('phone', gate(false));
    expect(acted).toEqual([gate(true)]);
    hands.dispatch('laptop', gate(false));
    expect(acted).toEqual([gate(true), gate(false)]);
  });

  it('letting go of what is not held changes nothing', () => {
    const { acted, hands } = setUp();
    hands.dispatch('phone', gate(true));
    hands.dispatch('laptop', gate(false));
    expect(acted).toEqual([gate(true)]);
  });

  it('a page that goes away lets go of all it held, and of nothing else', () => {
    const { acted, hands } = setUp();
    hands.dispatch('phone', gate(true));
    hands.dispatch('phone', { type: 'button', isDown: true });
    hands.dispatch('laptop', { type: 'gate', gate: 0, isHigh: true });
    hands.releaseAll('phone');
    expect(acted.slice(3)).toEqual([gate(false), { type: 'button', isDown: false }]);
  });

  it('control voltages and choices are everybody’s', () => {
    const { acted, hands } = setUp();
    const cv: InstrumentAction = { type: 'cv', channel: 3, volts: 1 };
    hands.dispatch('phone', cv);
    hands.dispatch('phone', cv);
    hands.releaseAll('phone');
    expect(acted).toEqual([cv, cv]);
  });
});
