import { createCpuAccelerator } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Target } from '@neurorack/contracts/target';
import { createLinuxBoard } from '@neurorack/linux-io';
import type { BuildProgress } from './build-engine.ts';
import { createJetsonHealth } from './jetson-health.ts';
import { createTensorRtAccelerator } from './tensorrt-accelerator.ts';

export interface JetsonOptions {
  /** The file of libneurorack_trt.so; default the output of `make`. */
  readonly library?: string | undefined;
  readonly engines?: string | undefined;
  /** Called with a line of a build's progress; default stderr, which the service's journal keeps. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * A Jetson: its GPU through TensorRT, with the CPU as fallback while an engine is built. Not yet run on the hardware.
 *
 * @throws NeurorackError 'bad-config' for a board with another accelerator
 */
export function createTarget(board: BoardConfig, options: JetsonOptions = {}): Target {
  const { accelerator } = board;
  const { library, engines, log = (line) => process.stderr.write(`${line}\n`) } = options;
  if (accelerator.kind !== 'tensorrt') {
    throw new NeurorackError('bad-config', `the board ${board.id} has a ${accelerator.kind} accelerator, no TensorRT`, {
      remedy: 'write `accelerator: { kind: tensorrt, … }` into its file, or choose another target',
    });
  }
  const linux = createLinuxBoard(board);
  const precision = accelerator.precision === 'fp32' ? 'fp32' : 'fp16';
  return {
    ...linux,
    id: 'jetson-tensorrt',
    createAccelerator: () => createTensorRtAccelerator({ precision, library, engines, onBuild: logBuilds(log) }),
    createFallback: () => createCpuAccelerator(),
    createBoardHealth: () => createJetsonHealth(linux.createBoardHealth()),
  };
}

/** Logs a line at the start, at the end, and every ten seconds. */
function logBuilds(log: (line: string) => void): (model: string, progress: BuildProgress) => void {
  let nextSeconds = 0;
  return (model, { share, phase, seconds }) => {
    if (seconds === 0) nextSeconds = 0;
    if (seconds < nextSeconds && phase !== 'built') return;
    nextSeconds = seconds + 10;
    const percent = share === null ? '' : `, ${Math.round(share * 100)} %`;
    log(
      `TensorRT engine of ${model}: ${phase}${percent}, ${Math.round(seconds)} s; the processor plays until it is ready`,
    );
  };
}
