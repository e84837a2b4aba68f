import type { EdgeGateInput, GateInput } from '../contracts/gate-input.ts';
import { createSchmittGate } from './schmitt-gate.ts';

/** Gates as edges: sampled gates pass a Schmitt trigger each, gates that report edges are returned as they are. */
export function asEdgeGates(gates: GateInput): EdgeGateInput {
  if (gates.kind === 'edges') return gates;
  const volts = new Float32Array(gates.gates);
  const triggers = Array.from(volts, (_, gate) => createSchmittGate(gate));
  return {
    kind: 'edges',
    gates: gates.gates,
    poll: (onEdge) => {
      const timeUs = gates.read(volts);
      for (let gate = 0; gate < triggers.length; gate++) triggers[gate].sample(volts[gate], timeUs, onEdge);
    },
    close: () => gates.close(),
  };
}
