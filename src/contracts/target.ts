import type { Accelerator } from './accelerator.ts';

/** What a target package provides for one kind of board. Nothing is opened or loaded before it is asked for. */
export interface Target {
  /** Name of the package's folder: 'host', 'jetson-tensorrt'. */
  readonly id: string;
  /** The accelerator of the board; loads its library on the first `open`. */
  createAccelerator(): Accelerator;
}
