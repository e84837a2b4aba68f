import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { copyCurve, scaleCurve, shiftCurve, smoothCurve } from '../../../descriptors/edit/curve-edits.ts';
import { Choice } from '../choice.tsx';
import { CURVE_AXES } from './curve-axis.ts';
import { curveTitle } from './curve-lanes.tsx';
import type { EditState, EditStore } from './edit-store.ts';
import type { PlotSelection } from './plot-tool.ts';
import { loadSet } from './set-calls.ts';

/** Smoothing: radius of the moving average, frames. */
const SMOOTHINGS = [
  ['lightly', 2],
  ['strongly', 10],
] as const;
/** Scaling: factor of the deviation from the mean. */
const SCALINGS = [
  ['flatter', 0.8],
  ['stronger', 1.25],
  ['invert', -1],
] as const;

/** Tools that change the curve, or the selected frames of it. */
export function EditTools(props: {
  store: EditStore;
  editing: EditState;
  selection: PlotSelection;
  sets: readonly string[];
  onError: (message: string) => void;
}) {
  const { store, editing, selection, sets, onError } = props;
  const { session, curve: name } = editing;
  const [source, setSource] = useState('');
  const range = selection ?? { from: 0, to: session.current.frames - 1 };
  const axis = CURVE_AXES[name];
  const button = (text: string, label: string, change: (set: DescriptorSet) => DescriptorSet) => (
    <button key={text} type="button" class="plain" aria-label={label} onClick={() => store.edit(change)}>
      {text}
    </button>
  );
  const copy = async (from: string): Promise<void> => {
    setSource(from);
    const loaded = await loadSet(from);
    setSource('');
    if ('error' in loaded) onError(loaded.error.message);
    else store.edit((set) => copyCurve(set, name, loaded.value.set));
  };
  return (
    <div class="edit-tools">
      <fieldset class="edit-row">
        <legend>Smooth</legend>
        {SMOOTHINGS.map(([text, radius]) =>
          button(text, `Smooth ${text}`, (set) => smoothCurve(set, name, { radius, ...range })),
        )}
      </fieldset>
      <fieldset class="edit-row">
        <legend>Scale</legend>
        {SCALINGS.map(([text, factor]) =>
          button(text, `Scale: ${text}`, (set) => scaleCurve(set, name, { factor, ...range })),
        )}
      </fieldset>
      <fieldset class="edit-row">
        <legend>Shift</legend>
        {axis.steps
          .toReversed()
          .map(({ label, by }) =>
            button(`− ${label}`, `Shift down: ${label}`, (set) => shiftCurve(set, name, { by: -by, ...range })),
          )}
        {axis.steps.map(({ label, by }) =>
          button(`+ ${label}`, `Shift up: ${label}`, (set) => shiftCurve(set, name, { by, ...range })),
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
