import { expect, it } from 'vitest';
import { createGateHolders } from '../../src/panel/gate-holders.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';

it('keeps a gate high until everything in the page that holds it has let it go', () => {
  const sent: PanelAction[] = [];
  const sendAs = createGateHolders((action) => void sent.push(action));
  const gate = (gate: number, isHigh: boolean): PanelAction => ({ type: 'gate', gate, isHigh });
  sendAs('faceplate')(gate(0, true));
  sendAs('map')(gate(0, true));
  sendAs('map')(gate(1, true));
  sendAs('map')(gate(0, false));
  expect(sent).toEqual([gate(0, true), gate(1, true)]);
  sendAs('faceplate')(gate(0, false));
  expect(sent.at(-1)).toEqual(gate(0, false));
  sendAs('gamepad')(gate(0, false));
  expect(sent).toHaveLength(3);
  sendAs('gamepad')({ type: 'turn', steps: 1 });
  expect(sent.at(-1)).toEqual({ type: 'turn', steps: 1 });
});
