import { createCpuAccelerator, createShortsAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';

/** A Linux board whose CPU runs the network: a Raspberry Pi, a virtual board. Not yet run on a Raspberry Pi. */
export function createTarget(board: BoardConfig): Target {
  const precision = board.accelerator.precision === 'int16' ? 'int16' : 'fp32';
  return {
    id: 'linux-cpu',
    createAccelerator: () => createCpuAccelerator({ precision }),
    createOtherPrecisions: () => [precision === 'fp32' ? createShortsAccelerator() : createCpuAccelerator()],
    ...createLinuxBoard(board),
  };
}
