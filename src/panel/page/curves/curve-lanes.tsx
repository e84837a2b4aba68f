import { DESTINATION_LABELS } from '../../../control/destination-labels.ts';
import { DESCRIPTORS, type DescriptorName } from '../../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { compareWithOriginal, type EditSession } from '../../../descriptors/edit/edit-session.ts';
import { CURVE_AXES, scaled } from './curve-axis.ts';
import { viewOf } from './plot-view.ts';

const WIDTH = 120;
const HEIGHT = 24;

/** Small views of the seven curves; the selected one is edited. */
export function CurveLanes(props: {
  session: EditSession;
  selected: DescriptorName;
  onSelect: (name: DescriptorName) => void;
}) {
  const { session, selected, onSelect } = props;
  const changed = new Set(compareWithOriginal(session).map(({ name }) => name));
  return (
    <fieldset class="curve-lanes">
      <legend>Curve</legend>
      {DESCRIPTORS.map((name) => (
        <label key={name} class={name === selected ? 'selected' : ''}>
          <input
            type="radio"
            name="curve"
            value={name}
            checked={name === selected}
            aria-label={`${curveTitle(name)}${changed.has(name) ? ', changed' : ''}`}
            onChange={() => onSelect(name)}
          />
          <span>
            {curveTitle(name)}
            {changed.has(name) && <b aria-hidden="true"> ●</b>}
          </span>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
            <polyline points={pointsOf(name, session.current)} />
          </svg>
          <small>{CURVE_AXES[name].unit}</small>
        </label>
      ))}
    </fieldset>
  );
}

/** The label of the knob, in one word. */
export const curveTitle = (name: DescriptorName): string => (name === 'f0' ? 'Pitch' : DESTINATION_LABELS[name]);

function pointsOf(name: DescriptorName, set: DescriptorSet): string {
  const { min: low, max: high } = viewOf(name, [set]).values;
  const curve = set.curves[name];
  const step = Math.max(1, (curve.length - 1) / WIDTH);
  const points: string[] = [];
  for (let at = 0; at <= curve.length - 1; at += step) {
    const share = (scaled(name, curve[Math.round(at)] ?? 0) - low) / (high - low);
    points.push(`${((WIDTH * at) / (curve.length - 1)).toFixed(1)},${(HEIGHT * (1 - share)).toFixed(1)}`);
  }
  return points.join(' ');
}
