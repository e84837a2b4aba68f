import type { LearnTarget } from '../../control/midi/midi-mapping.ts';
import { clamp } from '../../numeric/clamp.ts';
import { fromKey } from './fader-keys.ts';
import { useLearnHold } from './midi/use-learn-hold.ts';
import { useOptimisticValue } from './use-optimistic-value.ts';

/** Steps as shares of the fader's range. */
const STEPS = { step: 0.01, fine: 0.001, page: 0.1 };

/** A horizontal fader, with a dot at the value modulated by the jacks; a double click resets it to its default. */
export function Fader(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  defaultValue: number;
  taper?: 'linear' | 'exponential';
  /** The present value, modulated by the jacks. */
  live?: number | undefined;
  text: (value: number) => string;
  onChange: (value: number) => void;
  /** The target that learns a MIDI controller when the fader is held still. */
  learns?: LearnTarget | undefined;
}) {
  const { label, value, min, max, defaultValue, taper = 'linear', live, text, onChange, learns } = props;
  const { end, ...hold } = useLearnHold(learns);
  const [shown, set] = useOptimisticValue(value, onChange);
  const positionOf = (one: number): number => {
    const share = taper === 'linear' ? (one - min) / (max - min) : Math.log(one / min) / Math.log(max / min);
    return clamp(share, 0, 1);
  };
  const valueAt = (position: number): number => {
    const share = clamp(position, 0, 1);
    return taper === 'linear' ? min + share * (max - min) : min * (max / min) ** share;
  };
  return (
    <label class="line-fader">
      <span>{label}</span>
      <span
        class="line"
        style={{ '--live': positionOf(live ?? shown).toFixed(3), '--default': positionOf(defaultValue).toFixed(3) }}
      >
        <input
          type="range"
          min={0}
          max={1}
          step={STEPS.fine}
          value={positionOf(shown)}
          aria-label={label}
          aria-valuetext={text(shown)}
          {...hold}
          onInput={({ currentTarget }) => {
            end();
            set(valueAt(Number(currentTarget.value)));
          }}
          onKeyDown={(event) => {
            const by = fromKey(event, STEPS);
            if (by !== undefined) set(valueAt(positionOf(shown) + by));
          }}
          onDblClick={() => set(defaultValue)}
        />
      </span>
      <output aria-live="off">{text(shown)}</output>
    </label>
  );
}
