import { createOnnxAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';

/** A Linux board whose CPU runs the network: a Raspberry Pi, a virtual board. Nobody has run it on a Raspberry Pi. */
export function createTarget(board: BoardConfig): Target {
  return { id: 'linux-cpu', createAccelerator: () => createOnnxAccelerator(), ...createLinuxBoard(board) };
}
