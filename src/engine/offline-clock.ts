import { createControl } from '../control/control.ts';
import type { Performance } from '../control/performance/performance.ts';
import { createPerformedInputs } from '../control/performance/performed-inputs.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import { createControlStepper } from './control-stepper.ts';
import type { Deck } from './deck.ts';
import type { Seqlock } from './seqlock.ts';
import type { TimedPatch } from './thread-data.ts';

/** Between two looks at the jacks, frames. */
const STEP_FRAMES = 32;

export interface OfflineClockOptions {
  readonly performance: Performance;
  readonly settings: ControlSettings;
  readonly sampleRate: number;
  readonly controls: Pick<Seqlock, 'write'>;
  readonly deck: Pick<Deck, 'generation' | 'edges'>;
  /** What the knob chooses on the way, in order of time, and who takes it. */
  readonly patches?: PatchSchedule | undefined;
}

export interface PatchSchedule {
  readonly timed: readonly TimedPatch[];
  readonly apply: (repertory: VoicePatch) => void;
}

/**
 * A performance for a stream whose time is its own, as a file's is: looks at the jacks every 32 frames up to a frame of the
 * stream, that frame included, whenever it is called. What the knob does was worked out before: here it is only due.
 */
export function createOfflineClock(options: OfflineClockOptions): (frame: number) => void {
  const { performance, settings, sampleRate, controls, deck, patches: choices } = options;
  let timeUs = 0;
  let taken = 0;
  const stepper = createControlStepper({
    inputs: createPerformedInputs(performance, { clock: { nowUs: () => timeUs }, startUs: 0 }),
    control: createControl({ settings }),
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
      timeUs = (next * 1e6) / sampleRate;
      stepper.step(timeUs);
      for (; choices !== undefined && taken < choices.timed.length; taken++) {
        const { seconds, patch: repertory } = choices.timed[taken];
        if (seconds * 1e6 > timeUs) break;
        choices.apply(repertory);
      }
    }
  };
}
