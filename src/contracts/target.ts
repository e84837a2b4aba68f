import type { Accelerator } from './accelerator.ts';
import type { AudioSink } from './audio-sink.ts';
import type { BoardHealth } from './board-health.ts';
import type { Clock } from './clock.ts';
import type { CvInput } from './cv-input.ts';
import type { Display } from './display.ts';
import type { GateInput } from './gate-input.ts';
import type { Knob } from './knob.ts';
import type { ThreadControl } from './thread-control.ts';

/** What of a board a player touches; a board may lack any of it. */
export interface BoardInputs {
  readonly cv?: CvInput | undefined;
  readonly gates?: GateInput | undefined;
  readonly knob?: Knob | undefined;
}

/**
 * What a target package provides for one kind of board. Nothing is opened or loaded before it is asked for, and each thread
 * asks for its own.
 */
export interface Target {
  /** Name of the package's folder in `targets/`. */
  readonly id: string;
  /** The accelerator of the board; loads its library on the first `open`. */
  createAccelerator(): Accelerator;
  /**
   * What plays until the accelerator can, and when it is not there, has failed or has nothing made for it: the processor. Absent where
   * that is the accelerator.
   */
  createFallback?(): Accelerator;
  createClock(): Clock;
  /** Where sound can go, each with its meaning, for help and errors: 'wav:<file>', 'null'. */
  readonly audioSinks: ReadonlyMap<string, string>;
  /**
   * A sink by its name, one of the forms of `audioSinks`.
   *
   * @throws NeurorackError 'usage' for an unknown name, with those that exist
   */
  createAudioSink(name: string): AudioSink;
  /**
   * Opens jacks and knob.
   *
   * @throws NeurorackError 'missing-device' when nothing of it answers
   */
  openInputs(clock: Clock): Promise<BoardInputs>;
  createThreadControl(): ThreadControl;
  createBoardHealth(): BoardHealth;
  /** Absent on a board without one. */
  createDisplay?(): Promise<Display>;
}
