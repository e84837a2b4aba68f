import type { ControlStepper } from './control-stepper.ts';

/** Between two looks at the jacks, where a device sets the pace. */
const STEP_US = 1000;

export interface ControlLoopOptions {
  readonly stepper: ControlStepper;
  /** Carries out orders; false to end the loop. Called before each look. */
  readonly dispatch: () => boolean;
}

/** The control thread where a device sets the pace: looks at the jacks every millisecond. */
export function runControlLoop(options: ControlLoopOptions & { readonly nowUs: () => number }): void {
  const { stepper, dispatch: obey, nowUs } = options;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let dueUs = nowUs();
  while (obey()) {
    stepper.step(nowUs());
    dueUs = Math.max(dueUs + STEP_US, nowUs() - STEP_US);
    const leftMs = (dueUs - nowUs()) / 1000;
    if (leftMs > 0) Atomics.wait(nothing, 0, 0, leftMs);
  }
}
