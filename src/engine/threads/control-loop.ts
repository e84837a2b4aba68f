import type { ControlStepper } from '../control-stepper.ts';
import { openWake, type Wake } from './wake.ts';

/** Interval between two readings of the jacks, µs. */
const STEP_US = 1000;
/** Shortest pause after a reading that a command has brought forward, ms: a flood of commands costs four readings a millisecond. */
const MIN_PAUSE_MS = 0.25;

export interface ControlLoopOptions {
  readonly stepper: Pick<ControlStepper, 'step'>;
  /** Dispatches commands; false to end the loop. Called before each reading. */
  readonly dispatch: () => boolean;
  readonly nowUs: () => number;
  /** Called by the sender of commands. Default: commands wait for the next reading. */
  readonly wake?: Wake | undefined;
}

/** The loop of the control thread where a device sets the pace: reads the jacks every millisecond, and at once when a command comes. */
export function runControlLoop({ stepper, dispatch, nowUs, wake = openWake() }: ControlLoopOptions): void {
  let dueUs = nowUs();
  let isEarly = false;
  // Read before commands are dispatched: one that comes later ends the pause.
  for (let seen = wake.calls(); dispatch(); seen = wake.calls()) {
    stepper.step(nowUs());
    dueUs = Math.max(dueUs + STEP_US, nowUs() - STEP_US);
    if (isEarly) wake.pause(MIN_PAUSE_MS);
    const leftMs = (dueUs - nowUs()) / 1000;
    if (leftMs > 0) wake.wait(seen, leftMs);
    // The period begins with a reading that was brought forward.
    isEarly = wake.calls() !== seen;
    if (isEarly) dueUs = Math.min(dueUs, nowUs());
  }
}
