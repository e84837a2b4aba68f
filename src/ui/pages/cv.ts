import { CV_RANGE_NAMES } from '../../control/cv-range.ts';
import { DESTINATIONS, type Destination } from '../../control/destination.ts';
import { withDepths, withRange } from '../../control/edit-settings.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import type { ControlSettings } from '../../control/settings.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { DisplayPage, Row, UiEffect, UiModel } from '../page.ts';
import { choice, formatVolts, STEP } from '../row-parts.ts';

/** For each jack its voltage and range, then the destinations it is assigned to and their depths. */
export const cv: DisplayPage = {
  title: 'CV',
  rows: (model) => JACKS.flatMap((jack, n) => jackRows(jack, n, model)),
};

function jackRows(jack: Jack, n: number, { settings, volts }: UiModel): readonly Row[] {
  const depths = settings.depths[jack];
  // In order of assignment: a row stays in its place while its destination is edited.
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

/** The rows of one destination of a jack and of its depth; the jack's other destinations stay. */
function assignmentRows(
  name: string,
  { depths, assigned, at }: { depths: Depths; assigned: readonly Destination[]; at: number },
  effect: (next: Depths) => UiEffect,
): readonly Row[] {
  const id: Destination | undefined = assigned[at];
  const depth = id === undefined ? 0 : (depths[id] ?? 0);
  const others = assigned.filter((other) => other !== id);
  const available = DESTINATIONS.filter((one) => !others.includes(one));
  const replaced = (next: readonly [Destination, number] | undefined): UiEffect => {
    const entries = assigned.map((one) => [one, depths[one] ?? 0] as const);
    entries.splice(at, 1, ...(next === undefined ? [] : [next]));
    return effect(Object.fromEntries(entries));
  };
  return [
    choice<Destination | 'none'>(`${name} to`, ['none', ...available], id ?? 'none', (next) =>
      replaced(next === 'none' ? undefined : [next, depth === 0 ? 1 : depth]),
    ),
    {
      label: `${name} depth`,
      value: depth.toFixed(2),
      turn: (steps) => {
        const next = clamp(Math.round((depth + STEP * steps) / STEP) * STEP, -1, 1);
        // A depth of 0 would remove the assignment: the knob steps over it.
        const nonZero = Math.abs(next) < STEP / 2 ? Math.sign(steps) * STEP : next;
        return replaced(id === undefined ? undefined : [id, nonZero]);
      },
    },
  ];
}
