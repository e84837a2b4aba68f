import { createControl } from '../control/control.ts';
import type { Performance } from '../control/performance/performance.ts';
import { createPerformedInputs } from '../control/performance/performed-inputs.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import { createControlStepper } from './control-stepper.ts';
import type { Deck } from './deck.ts';
import type { TimedPatch } from './program.ts';
import type { Seqlock } from './seqlock.ts';

/** Interval between two readings of the jacks, frames. */
const STEP_FRAMES = 32;

export interface OfflineClockOptions {
  readonly performance: Performance;
  readonly settings: ControlSettings;
  readonly sampleRate: number;
  readonly controls: Pick<Seqlock, 'write'>;
  readonly deck: Pick<Deck, 'generation' | 'edges'>;
  /** The patches that the performance's knob selects. */
  readonly patches?: PatchSchedule | undefined;
}

export interface PatchSchedule {
  /** In order of time. */
  readonly timed: readonly TimedPatch[];
  /** Called with each patch when its time has come. */
  readonly apply: (patch: VoicePatch) => void;
}

/**
 * A performance on an offline clock, for a stream without a device, such as a file: time is the frame count.
 *
 * @returns a function that reads the jacks every 32 frames up to and including a frame of the stream. The patches that the
 * knob selects were worked out beforehand; it applies those that are due.
 */
export function createOfflineClock(options: OfflineClockOptions): (frame: number) => void {
  const { performance, settings, sampleRate, controls, deck, patches } = options;
  // An array: V8 allocates each number that a closure changes.
  const time = new Float64Array(1);
  let applied = 0;
  const stepper = createControlStepper({
    inputs: createPerformedInputs(performance, { clock: { nowUs: () => time[0] }, startUs: 0 }),
    control: createControl({ settings, isExact: performance.isExact }),
    controls,
    decks: [deck],
    onKnob: () => undefined,
    onFault: (_, error) => {
      throw error;
    },
    onLostEdge: () => undefined,
  });
  let next = 0;
  return (frame) => {
    for (; next <= frame; next += STEP_FRAMES) {
      const timeUs = (next * 1e6) / sampleRate;
      time[0] = timeUs;
      stepper.step(timeUs);
      for (; patches !== undefined && applied < patches.timed.length; applied++) {
        const { seconds, patch } = patches.timed[applied];
        if (seconds * 1e6 > timeUs) break;
        patches.apply(patch);
      }
    }
  };
}
