import { createCpuAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { BoardHealth } from '@neurorack/contracts/board-health';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';
import { type ChipThermometer, createChipThermometer } from './chip-thermometer.ts';
import { createHailoAccelerator } from './hailo-accelerator.ts';

/** Chips of board files; the target's package.json lists them too. */
const CHIPS = new Map([
  ['hailo8', 'hailo-8'],
  ['hailo8l', 'hailo-8l'],
  ['hailo10h', 'hailo-10h'],
] as const);

/** Files of HailoRT; default those of its packages and of `make`. */
export interface HailoFiles {
  readonly library?: string | undefined;
  /** libhailort_infer.so, for HailoRT 5. */
  readonly nativePart?: string | undefined;
}

/**
 * A Raspberry Pi with a Hailo chip, with the CPU as fallback. Not yet run on the hardware.
 *
 * @throws NeurorackError 'bad-config' for a board with another accelerator
 */
export function createTarget(board: BoardConfig, files: HailoFiles = {}): Target {
  const { accelerator } = board;
  if (accelerator.kind !== 'hailort') {
    throw new NeurorackError('bad-config', `the board ${board.id} has a ${accelerator.kind} accelerator, no Hailo`, {
      remedy: 'write `accelerator: { kind: hailort, … }` into its file, or choose another target',
    });
  }
  const chip = [...CHIPS].find(([device]) => device === accelerator.device)?.[1];
  if (chip === undefined) {
    throw new NeurorackError('bad-config', `the board ${board.id} has no Hailo chip '${accelerator.device}'`, {
      remedy: `write one of ${[...CHIPS.keys()].join(', ')} as accelerator.device into its file`,
    });
  }
  const linux = createLinuxBoard(board);
  return {
    ...linux,
    id: 'pi-hailo',
    createAccelerator: () => createHailoAccelerator({ chip, ...files }),
    createFallback: () => createCpuAccelerator(),
    createBoardHealth: () => withChip(linux.createBoardHealth(), createChipThermometer(files)),
  };
}

/** The board's health and the chip's temperature. */
function withChip(health: BoardHealth, thermometer: ChipThermometer): BoardHealth {
  return { read: async () => ({ ...(await health.read()), acceleratorTemperatureC: await thermometer.readC() }) };
}
