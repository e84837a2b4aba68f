import type { BoardConfig } from '../contracts/board.ts';

/** Name of a board's accelerator in manifests of models. */
export function acceleratorName({ artifacts, kind }: BoardConfig['accelerator']): string {
  return artifacts ?? kind;
}
