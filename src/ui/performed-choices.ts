import type { PerformedKnob } from '../control/performance/performance.ts';
import { createPushDetector } from '../control/push-detector.ts';
import { type AvailableNames, choose, PLAY_FIELDS, type PlayChoice } from './play-choice.ts';

/** A choice that the knob of a performance file makes, and its time. */
export interface PerformedChoice {
  readonly seconds: number;
  readonly choice: PlayChoice;
}

/** Every change of a name that the knob of a performance file makes on the play page, in order of time. */
export function performedChoices(
  knob: readonly PerformedKnob[],
  names: PlayChoice['names'],
  available: AvailableNames,
): readonly PerformedChoice[] {
  const detector = createPushDetector();
  const choices: PerformedChoice[] = [];
  let current: PlayChoice = { field: PLAY_FIELDS[0], names };
  for (const { action, seconds } of knob) {
    detector.handle({ ...action, timeUs: Math.round(seconds * 1e6) }, (knobAction) => {
      const next = choose(current, knobAction, available);
      if (next.names[next.field] !== current.names[next.field]) choices.push({ seconds, choice: next });
      current = next;
    });
  }
  return choices;
}
