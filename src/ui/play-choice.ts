import type { KnobAction } from '../control/push-detector.ts';
import { cyclicStep } from './cyclic-step.ts';

/** The fields of the play page that the knob changes, in the order of the pushes. */
export const PLAY_FIELDS = ['setA', 'setB', 'model'] as const;
export type PlayField = (typeof PLAY_FIELDS)[number];

/** The selected field of the play page, and the name in each field. Plain data. */
export interface PlayChoice {
  readonly field: PlayField;
  readonly names: Readonly<Record<PlayField, string>>;
}

/** The names that the fields can take. */
export interface AvailableNames {
  readonly sets: readonly string[];
  readonly models: readonly string[];
}

/**
 * The choice after an action of the knob: a turn steps cyclically through the names of the selected field, a push selects the next
 * field, a long push the first one. A name that is not available counts as before the first.
 */
export function choose({ field, names }: PlayChoice, action: KnobAction, { sets, models }: AvailableNames): PlayChoice {
  if (action.kind === 'long-push') return { field: PLAY_FIELDS[0], names };
  if (action.kind === 'push') return { field: cyclicStep(PLAY_FIELDS, field, 1), names };
  const available = field === 'model' ? models : sets;
  if (action.steps === 0) return { field, names };
  return { field, names: { ...names, [field]: cyclicStep(available, names[field], action.steps) } };
}
