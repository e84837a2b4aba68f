import { acceleratorName } from '../../board/accelerator-name.ts';
import { isForModel } from '../../board/recognise.ts';
import type { BoardConfig } from '../../contracts/board.ts';
import { PLAYABLE_SHARE, TIGHT_SHARE } from '../../engine/network-plan.ts';
import { type Check, type CheckedFamilies, ok } from './finding.ts';

/** A run as a share of its hop, on one core of a server (x86, ONNX Runtime, one thread, random weights): the medians of docs/rave.md. */
const EXPORTS: readonly { readonly name: string; readonly share: number }[] = [
  { name: 'raspberry', share: 0.008 },
  { name: 'v2_small (hop 512)', share: 0.135 },
  { name: 'v1 and v2', share: 0.1 },
  { name: 'BRAVE (hop 512)', share: 0.093 },
  { name: 'BRAVE (hop 128)', share: 0.366 },
];
/** Time of a Cortex-A76 beside that core: computed from clocks and widths, not measured. */
const A76_COST = 4;
const A76_MODELS = ['Raspberry Pi 5*', 'Raspberry Pi Compute Module 5*'];

/** Estimates which exports of RAVE a board plays on its processor; only where the estimate has a basis. */
export const playableExports: Check = (_system, board, families) => {
  if (!isForModel(board, A76_MODELS)) return undefined;
  const shareOf = (share: number): number => share * A76_COST;
  const names = (from: number, to: number): string =>
    EXPORTS.filter(({ share }) => shareOf(share) > from && shareOf(share) <= to)
      .map(({ name }) => name)
      .join(', ') || 'none';
  const refused = refusalBy(board, families);
  const chip = refused === undefined ? '' : `not on the ${refused.name}: ${refused.reason}; `;
  return ok(
    'rave models',
    `${chip}on the processor, estimated: ${names(0, TIGHT_SHARE)}; two hops ahead: ${names(TIGHT_SHARE, PLAYABLE_SHARE)}; too slow: ${names(PLAYABLE_SHARE, Number.POSITIVE_INFINITY)}`,
  );
};

/** The board's accelerator, and why no RAVE model runs on it. */
function refusalBy(
  { accelerator }: BoardConfig,
  families: CheckedFamilies,
): { readonly name: string; readonly reason: string } | undefined {
  const name = acceleratorName(accelerator);
  const reason = families.find((family) => family.name === 'rave')?.refusals?.[name];
  return reason === undefined ? undefined : { name, reason };
}
