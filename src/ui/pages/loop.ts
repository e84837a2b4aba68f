import { DESTINATION_RANGES } from '../../control/destination.ts';
import { withBase } from '../../control/edit-settings.ts';
import { LOOP_MODES } from '../../control/patch.ts';
import type { ControlSettings } from '../../control/settings.ts';
import type { DisplayPage, Row } from '../page.ts';
import { choice, STEP } from '../row-parts.ts';

const DESTINATIONS = ['loop-window', 'loop-jitter', 'loop-spread'] as const;
/** Ratio of two neighbouring steps of a destination with an exponential taper. */
const RATIO = 1.1;

/** The mode of gate 2's loop, and the base of each of its destinations. */
export const loop: DisplayPage = {
  title: 'Loop',
  rows: ({ patch, settings }) => [
    choice('mode', LOOP_MODES, patch.loopMode, (loopMode) => ({ kind: 'patch', patch: { loopMode } })),
    ...DESTINATIONS.map((id) => baseRow(id, settings)),
  ],
};

function baseRow(id: (typeof DESTINATIONS)[number], settings: ControlSettings): Row {
  const { default: defaultBase, taper, unit } = DESTINATION_RANGES[id];
  const base = settings.bases[id] ?? defaultBase;
  return {
    label: id.replace('loop-', ''),
    value: unit === 'ms' ? `${base.toFixed(0)} ms` : base.toFixed(2),
    turn: (steps) => {
      const moved = taper === 'exponential' ? base * RATIO ** steps : Math.round((base + STEP * steps) / STEP) * STEP;
      return { kind: 'settings', settings: withBase(settings, id, moved) };
    },
  };
}
