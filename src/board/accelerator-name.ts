import type { BoardConfig } from '../contracts/board.ts';

const CHIPS = { hailo8: 'hailo-8', hailo8l: 'hailo-8l', hailo10h: 'hailo-10h' } as const;

/** Name of a board's accelerator in manifests of models. */
export function acceleratorName(accelerator: BoardConfig['accelerator']): string {
  return accelerator.kind === 'hailort' ? CHIPS[accelerator.device] : accelerator.kind;
}
