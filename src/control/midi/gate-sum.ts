import { GATES } from '../jacks.ts';

/** The players of a gate. */
export type GatePlayer = 'notes' | 'clock';

/** Combines the players of the gates: a gate is high while notes or the clock hold it, and each of their beginnings triggers. */
export interface GateSum {
  set(gate: number, by: GatePlayer, isHigh: boolean): void;
  /** Lowers every gate. */
  lower(): void;
}

export function createGateSum(onGate: (gate: number, isHigh: boolean) => void): GateSum {
  const holders = GATES.map(() => new Set<GatePlayer>());
  return {
    set: (gate, by, isHigh) => {
      const held = holders[gate];
      const wasHigh = held.size > 0;
      if (isHigh) {
        if (wasHigh) onGate(gate, false);
        held.add(by);
        onGate(gate, true);
      } else if (held.delete(by) && held.size === 0) onGate(gate, false);
    },
    lower: () => {
      for (const [gate, held] of holders.entries()) {
        if (held.size === 0) continue;
        held.clear();
        onGate(gate, false);
      }
    },
  };
}
