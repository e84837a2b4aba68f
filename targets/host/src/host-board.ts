import type { BoardConfig } from '@neurorack/contracts/board';

/** The content of boards/host.yaml: a computer without a module; the panel page provides jacks and knob. */
export const hostBoard: BoardConfig = {
  id: 'host',
  name: 'A computer without a module',
  evidence: 'measured',
  target: 'host',
  recognise: [],
  buses: {},
  accelerator: { kind: 'onnxruntime', precision: 'fp32', fallback: 'wasm' },
};
