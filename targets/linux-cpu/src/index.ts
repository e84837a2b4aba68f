import { createOnnxAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';

/** A Linux board whose own cores run the network: a Raspberry Pi, a virtual board. Nobody has run it on one. */
export function createTarget(board: BoardConfig): Target {
  return { id: 'linux-cpu', createAccelerator: () => createOnnxAccelerator(), ...createLinuxBoard(board) };
}
