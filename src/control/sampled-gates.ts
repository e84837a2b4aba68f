import type { EdgeGateInput, GateInput, OnGateEdge, SampledGateInput } from '../contracts/gate-input.ts';
import { createSchmittGate, type SchmittGate } from './schmitt-gate.ts';

/** Gates as edges: sampled gates pass a Schmitt trigger each, gates that report edges are returned as they are. */
export function asEdgeGates(gates: GateInput): EdgeGateInput {
  if (gates.kind === 'edges') return gates;
  const volts = new Float32Array(gates.gates);
  const triggers = Array.from(volts, (_, gate) => createSchmittGate(gate));
  if (gates.kind === 'samples') return edgesOfSamples(gates, triggers);
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

/** Every sample passes the trigger, so that no pulse is missed and an edge has the time of its sample. */
function edgesOfSamples(gates: SampledGateInput, triggers: readonly SchmittGate[]): EdgeGateInput {
  let listener: OnGateEdge = () => undefined;
  const onSample = (volts: Float32Array, timeUs: number): void => {
    for (let gate = 0; gate < triggers.length; gate++) triggers[gate].sample(volts[gate], timeUs, listener);
  };
  return {
    kind: 'edges',
    gates: gates.gates,
    poll: (onEdge) => {
      listener = onEdge;
      gates.poll(onSample);
    },
    close: () => gates.close(),
  };
}
