import type { GateInput } from '@neurorack/contracts/gate-input';
import type { GpioLines } from './gpio-lines.ts';

/** Gates on GPIO lines: line n is gate n. */
export function createGpioGates(lines: GpioLines): GateInput {
  return {
    kind: 'edges',
    gates: lines.count,
    poll: (onEdge) => lines.poll(onEdge),
    close: async () => lines.close(),
  };
}
