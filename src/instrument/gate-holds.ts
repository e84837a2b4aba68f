import type { PanelInput } from '../contracts/panel-input.ts';
import { GATES } from '../control/jacks.ts';

/** Holders of gates beside the jacks: panel clients and keys of the terminal, MIDI, or the audition of a set. */
export type GateHolder = 'panel' | 'midi' | 'audition';

/** Combines the holders of the gates: one is high while anything holds it. Other inputs pass. */
export function createGateHolds(send: (input: PanelInput) => void): (by: GateHolder, input: PanelInput) => void {
  const holders = GATES.map(() => new Set<GateHolder>());
  return (by, input) => {
    const held = input.kind === 'gate' ? holders[input.gate] : undefined;
    if (input.kind !== 'gate' || held === undefined) {
      send(input);
      return;
    }
    const isOther = [...held].some((one) => one !== by);
    if (input.isHigh) held.add(by);
    else held.delete(by);
    if (!isOther) send(input);
  };
}
