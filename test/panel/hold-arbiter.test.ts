import { describe, expect, it } from 'vitest';
import { createHoldArbiter, type InstrumentAction } from '../../src/panel/hold-arbiter.ts';

describe('the hold arbiter', () => {
  const setUp = () => {
    const dispatched: InstrumentAction[] = [];
    return { dispatched, arbiter: createHoldArbiter<string>((action) => dispatched.push(action)) };
  };
  const gate = (isHigh: boolean): InstrumentAction => ({ type: 'gate', gate: 1, isHigh });

  it('keeps a gate high from the first client that holds it to the last', () => {
    const { dispatched, arbiter } = setUp();
    arbiter.dispatch('phone', gate(true));
    arbiter.dispatch('laptop', gate(true));
    arbiter.dispatch('phone', gate(false));
    expect(dispatched).toEqual([gate(true)]);
    arbiter.dispatch('laptop', gate(false));
    expect(dispatched).toEqual([gate(true), gate(false)]);
  });

  it('ignores the release of a gate that the client does not hold', () => {
    const { dispatched, arbiter } = setUp();
    arbiter.dispatch('phone', gate(true));
    arbiter.dispatch('laptop', gate(false));
    expect(dispatched).toEqual([gate(true)]);
  });

  it('releases everything that a client held when it leaves, and nothing else', () => {
    const { dispatched, arbiter } = setUp();
    arbiter.dispatch('phone', gate(true));
    arbiter.dispatch('phone', { type: 'button', isDown: true });
    arbiter.dispatch('laptop', { type: 'gate', gate: 0, isHigh: true });
    arbiter.releaseAll('phone');
    expect(dispatched.slice(3)).toEqual([gate(false), { type: 'button', isDown: false }]);
  });

  it('releases the MIDI ports of a client that leaves, except one that is gone already', () => {
    const { dispatched, arbiter } = setUp();
    const message = (port: string): InstrumentAction => ({
      type: 'midi',
      port,
      messages: [{ bytes: [0xf8], timeMs: 0 }],
    });
    arbiter.dispatch('phone', message('Keys'));
    arbiter.dispatch('phone', message('Pads'));
    arbiter.dispatch('laptop', message('Organ'));
    arbiter.dispatch('phone', { type: 'midi-release', port: 'Pads' });
    arbiter.releaseAll('phone');
    expect(dispatched.slice(4)).toEqual([{ type: 'midi-release', port: 'Keys' }]);
  });

  it('passes control voltages of every client on unchanged', () => {
    const { dispatched, arbiter } = setUp();
    const cv: InstrumentAction = { type: 'cv', channel: 3, volts: 1 };
    arbiter.dispatch('phone', cv);
    arbiter.dispatch('phone', cv);
    arbiter.releaseAll('phone');
    expect(dispatched).toEqual([cv, cv]);
  });
});
