import { createOnnxAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { BoardHealth } from '@neurorack/contracts/board-health';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';
import { type ChipThermometer, createChipThermometer } from './chip-thermometer.ts';
import { createHailoAccelerator } from './hailo-accelerator.ts';

const CHIPS = { hailo8: 'hailo-8', hailo8l: 'hailo-8l' } as const;

/**
 * A Raspberry Pi with a Hailo chip, with the CPU as fallback. Not yet run on the hardware.
 *
 * @param library the file of libhailort; default the one of HailoRT's packages
 * @throws NeurorackError 'bad-config' for a board with another accelerator
 */
export function createTarget(board: BoardConfig, { library }: { readonly library?: string } = {}): Target {
  const { accelerator } = board;
  if (accelerator.kind !== 'hailort') {
    throw new NeurorackError('bad-config', `the board ${board.id} has a ${accelerator.kind} accelerator, no Hailo`, {
      remedy: 'write `accelerator: { kind: hailort, … }` into its file, or choose another target',
    });
  }
  const chip = CHIPS[accelerator.device];
  const linux = createLinuxBoard(board);
  return {
    ...linux,
    id: 'pi-hailo',
    createAccelerator: () => createHailoAccelerator({ chip, library }),
    createFallback: () => createOnnxAccelerator(),
    createBoardHealth: () => withChip(linux.createBoardHealth(), createChipThermometer({ library })),
  };
}

/** The board's health and the chip's temperature. */
function withChip(health: BoardHealth, thermometer: ChipThermometer): BoardHealth {
  return { read: async () => ({ ...(await health.read()), acceleratorTemperatureC: thermometer.readC() }) };
}
