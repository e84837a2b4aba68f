import type { ControlStepper } from './control-stepper.ts';
import type { Demand } from './demand.ts';

/** Between two looks at the jacks, where a device sets the pace. */
const STEP_US = 1000;
/** Between two looks, where time is the stream's own, frames. */
const STEP_FRAMES = 32;
const PATIENCE_MS = 20;

export interface ControlLoopOptions {
  readonly stepper: ControlStepper;
  /** Carries out orders; false to end the loop. Called before each look. */
  readonly obey: () => boolean;
}

/** The control thread where a device sets the pace: looks at the jacks every millisecond. */
export function runControlLoop(options: ControlLoopOptions & { readonly nowUs: () => number }): void {
  const { stepper, obey, nowUs } = options;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let dueUs = nowUs();
  while (obey()) {
    stepper.step(nowUs());
    dueUs = Math.max(dueUs + STEP_US, nowUs() - STEP_US);
    const leftMs = (dueUs - nowUs()) / 1000;
    if (leftMs > 0) Atomics.wait(nothing, 0, 0, leftMs);
  }
}

/** The same where time is the stream's own: looks at the jacks as far as the render thread asks, and no further. */
export function runControlOnDemand(
  options: ControlLoopOptions & {
    readonly demand: Demand;
    readonly sampleRate: number;
    /** Sets the time that the inputs see, µs. */
    readonly setTimeUs: (timeUs: number) => void;
  },
): void {
  const { obey, demand } = options;
  const advance = createControlAdvance(options);
  let frame = 0;
  advance(0);
  while (obey()) {
    const asked = demand.next(frame, PATIENCE_MS);
    if (asked <= frame) continue;
    advance(asked);
    frame = asked;
    demand.fulfil(frame);
  }
}

/** Looks at the jacks every 32 frames up to a frame of the stream, that frame included. */
export function createControlAdvance(options: {
  readonly stepper: ControlStepper;
  readonly sampleRate: number;
  readonly setTimeUs: (timeUs: number) => void;
}): (frame: number) => void {
  const { stepper, sampleRate, setTimeUs } = options;
  let next = 0;
  return (frame) => {
    for (; next <= frame; next += STEP_FRAMES) {
      const timeUs = (next * 1e6) / sampleRate;
      setTimeUs(timeUs);
      stepper.step(timeUs);
    }
  };
}
