import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { copyCurve, scaleCurve, shiftCurve, smoothCurve } from '../../../descriptors/edit/curve-edits.ts';
import { Choice } from '../choice.tsx';
import { CURVE_AXES } from './curve-axis.ts';
import { curveTitle } from './curve-lanes.tsx';
import type { PlotSelection } from './curve-plot.tsx';
import type { EditState, EditStore } from './edit-store.ts';
import { loadSet } from './set-calls.ts';

/** Frames to either side that a smoothed one is the mean of. */
const SMOOTHINGS = [
  ['a little', 2],
  ['much', 10],
] as const;
/** What the curve does around its mean, so many times as large. */
const SCALINGS = [
  ['flatter', 0.8],
  ['stronger', 1.25],
  ['upside down', -1],
] as const;

/** What is done to the curve, or to the stretch of it that is chosen. */
export function EditTools(props: {
  store: EditStore;
  editing: EditState;
  stretch: PlotSelection;
  sets: readonly string[];
  onComplaint: (message: string) => void;
}) {
  const { store, editing, stretch, sets, onComplaint } = props;
  const { session, curve: name } = editing;
  const [source, setSource] = useState('');
  const within = stretch ?? { from: 0, to: session.current.frames - 1 };
  const axis = CURVE_AXES[name];
  const button = (words: string, label: string, change: (set: DescriptorSet) => DescriptorSet) => (
    <button key={words} type="button" class="plain" aria-label={label} onClick={() => store.edit(change)}>
      {words}
    </button>
  );
  const copy = async (from: string): Promise<void> => {
    setSource(from);
    const asked = await loadSet(from);
    setSource('');
    if ('complaint' in asked) onComplaint(asked.complaint.message);
    else store.edit((set) => copyCurve(set, name, asked.answer.set));
  };
  return (
    <div class="edit-tools">
      <fieldset class="edit-row">
        <legend>Smooth</legend>
        {SMOOTHINGS.map(([words, radius]) =>
          button(words, `Smooth ${words}`, (set) => smoothCurve(set, name, { radius, ...within })),
        )}
      </fieldset>
      <fieldset class="edit-row">
        <legend>Scale</legend>
        {SCALINGS.map(([words, factor]) =>
          button(words, `Scale: ${words}`, (set) => scaleCurve(set, name, { factor, ...within })),
        )}
      </fieldset>
      <fieldset class="edit-row">
        <legend>Shift</legend>
        {axis.steps
          .toReversed()
          .map(({ label: words, by }) =>
            button(`− ${words}`, `Shift down: ${words}`, (set) => shiftCurve(set, name, { by: -by, ...within })),
          )}
        {axis.steps.map(({ label: words, by }) =>
          button(`+ ${words}`, `Shift up: ${words}`, (set) => shiftCurve(set, name, { by, ...within })),
        )}
      </fieldset>
      <Choice
        label={`Copy ${curveTitle(name)} from`}
        value={source}
        options={[['', 'another set…'], ...sets.map((one) => [one, one] as const)]}
        onChoose={(from) => {
          if (from !== '') void copy(from);
        }}
      />
    </div>
  );
}
