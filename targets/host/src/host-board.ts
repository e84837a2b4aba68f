import type { BoardConfig } from '@neurorack/contracts/board';

/** The content of boards/host.yaml: a computer without a module, whose jacks and knob are the panel page's. */
export const hostBoard: BoardConfig = {
  id: 'host',
  name: 'A computer without a module',
  evidence: 'measured',
  target: 'host',
  recognise: [],
  buses: {},
  accelerator: { kind: 'onnxruntime', precision: 'fp32' },
};
