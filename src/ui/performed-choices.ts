import type { PerformedKnob } from '../control/performance/performance.ts';
import { createPushDetector } from '../control/push-detector.ts';
import { type AvailableNames, choose, PLAY_FIELDS, type PlayChoice } from './play-choice.ts';

/** A name that the knob of a performance chooses, and when. */
export interface PerformedChoice {
  readonly seconds: number;
  readonly choice: PlayChoice;
}

/** All that the knob of a performance will choose on the play page, in order of time; pushes alone choose nothing. */
export function performedChoices(
  knob: readonly PerformedKnob[],
  names: PlayChoice['names'],
  offer: AvailableNames,
): readonly PerformedChoice[] {
  const detector = createPushDetector();
  const chosen: PerformedChoice[] = [];
  let now: PlayChoice = { field: PLAY_FIELDS[0], names };
  for (const { action, seconds } of knob) {
    detector.handle({ ...action, timeUs: Math.round(seconds * 1e6) }, (told) => {
      const next = choose(now, told, offer);
      if (next.names[next.field] !== now.names[next.field]) chosen.push({ seconds, choice: next });
      now = next;
    });
  }
  return chosen;
}
