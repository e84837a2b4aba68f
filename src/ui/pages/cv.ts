import { CV_RANGE_NAMES } from '../../control/cv-range.ts';
import { DESTINATIONS, type Destination } from '../../control/destination.ts';
import { withDepths, withRange } from '../../control/edit-settings.ts';
import type { Jack } from '../../control/jacks.ts';
import type { ControlSettings } from '../../control/settings.ts';
import type { Row, UiEffect, UiModel } from '../page.ts';
import { choice, formatVolts, STEP } from '../row-parts.ts';

/** A jack: its voltage and range, then what it moves and how far. */
export function jackRows(jack: Jack, n: number, { settings, volts }: UiModel): readonly Row[] {
  const depths = settings.depths[jack];
  // In the order in which they were assigned: a line stays where it is while its destination is turned.
  const assigned = Object.keys(depths).flatMap((key) => DESTINATIONS.filter((id) => id === key && depths[id] !== 0));
  const name = `CV${n + 1}`;
  return [
    choice(`${name} ${formatVolts(volts[n])}`, CV_RANGE_NAMES, settings.ranges[jack], (range) => ({
      kind: 'settings',
      settings: withRange(settings, jack, range),
    })),
    ...Array.from({ length: Math.max(assigned.length, 1) }, (_, at) =>
      assignmentRows(name, { depths, assigned, at }, (next) => ({
        kind: 'settings',
        settings: withDepths(settings, jack, next),
      })),
    ).flat(),
  ];
}

type Depths = ControlSettings['depths'][Jack];

/** One destination of a jack, and its depth; the others stay. */
function assignmentRows(
  name: string,
  { depths, assigned, at }: { depths: Depths; assigned: readonly Destination[]; at: number },
  effect: (next: Depths) => UiEffect,
): readonly Row[] {
  const id: Destination | undefined = assigned[at];
  const depth = id === undefined ? 0 : (depths[id] ?? 0);
  const others = assigned.filter((other) => other !== id);
  const offered = DESTINATIONS.filter((one) => !others.includes(one));
  const replaced = (next: readonly [Destination, number] | undefined): UiEffect => {
    const entries = assigned.map((one) => [one, depths[one] ?? 0] as const);
    entries.splice(at, 1, ...(next === undefined ? [] : [next]));
    return effect(Object.fromEntries(entries));
  };
  return [
    choice<Destination | 'nothing'>(`${name} to`, ['nothing', ...offered], id ?? 'nothing', (next) =>
      replaced(next === 'nothing' ? undefined : [next, depth === 0 ? 1 : depth]),
    ),
    {
      label: `${name} depth`,
      value: depth.toFixed(2),
      turn: (steps) => {
        // 0 would be no assignment, and the destination forgotten.
        const next = Math.min(Math.max(Math.round((depth + STEP * steps) / STEP) * STEP, -1), 1);
        const held = Math.abs(next) < STEP / 2 ? Math.sign(steps) * STEP : next;
        return replaced(id === undefined ? undefined : [id, held]);
      },
    },
  ];
}
