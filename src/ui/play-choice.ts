import type { KnobAction } from '../control/push-detector.ts';

/** What the knob can choose on the play page, in the order in which pushes go through it. */
export const PLAY_FIELDS = ['setA', 'setB', 'model'] as const;
export type PlayField = (typeof PLAY_FIELDS)[number];

/** The play page as far as the knob changes it: which field it is at, and the name in each. Plain data. */
export interface PlayChoice {
  readonly field: PlayField;
  readonly names: Readonly<Record<PlayField, string>>;
}

/** What there is to choose from. */
export interface AvailableNames {
  readonly sets: readonly string[];
  readonly models: readonly string[];
}

/**
 * The play page after something was done to the knob: a turn goes through the names of the field that it is at, round and
 * round; a push goes to the next field, a long one back to the first. A name that is not offered counts as before the first.
 */
export function choose({ field, names }: PlayChoice, action: KnobAction, { sets, models }: AvailableNames): PlayChoice {
  if (action.kind === 'long-push') return { field: PLAY_FIELDS[0], names };
  if (action.kind === 'push') {
    const next = (PLAY_FIELDS.indexOf(field) + 1) % PLAY_FIELDS.length;
    return { field: PLAY_FIELDS[next], names };
  }
  const offered = field === 'model' ? models : sets;
  if (offered.length === 0 || action.steps === 0) return { field, names };
  const at = offered.indexOf(names[field]);
  const from = at < 0 && action.steps < 0 ? 0 : at;
  const place = (((from + action.steps) % offered.length) + offered.length) % offered.length;
  return { field, names: { ...names, [field]: offered[place] } };
}
