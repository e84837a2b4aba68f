import type { ControlStepper } from '../control-stepper.ts';

/** Interval between two readings of the jacks, µs. */
const STEP_US = 1000;

export interface ControlLoopOptions {
  readonly stepper: ControlStepper;
  /** Dispatches commands; false to end the loop. Called before each reading. */
  readonly dispatch: () => boolean;
}

/** The loop of the control thread where a device sets the pace: reads the jacks every millisecond. */
export function runControlLoop(options: ControlLoopOptions & { readonly nowUs: () => number }): void {
  const { stepper, dispatch, nowUs } = options;
  const neverNotified = new Int32Array(new SharedArrayBuffer(4));
  let dueUs = nowUs();
  while (dispatch()) {
    stepper.step(nowUs());
    dueUs = Math.max(dueUs + STEP_US, nowUs() - STEP_US);
    const leftMs = (dueUs - nowUs()) / 1000;
    if (leftMs > 0) Atomics.wait(neverNotified, 0, 0, leftMs);
  }
}
