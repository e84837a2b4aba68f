import { clamp } from '../../numeric/clamp.ts';
import { fromKey } from './fader-keys.ts';
import { useOptimisticValue } from './use-optimistic-value.ts';

/** Shares of a fader's way. */
const STEPS = { step: 0.01, fine: 0.001, page: 0.1 };

/** A value on a line, with a mark where the jacks have taken it; a double click puts it back to rest. */
export function Fader(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  rest: number;
  taper?: 'linear' | 'exponential';
  /** What it is at present, jacks included. */
  live?: number | undefined;
  text: (value: number) => string;
  onChange: (value: number) => void;
}) {
  const { label, value, least, most, rest, taper = 'linear', live, text, onChange } = props;
  const [shown, set] = useOptimisticValue(value, onChange);
  const placeOf = (one: number): number => {
    const share = taper === 'linear' ? (one - least) / (most - least) : Math.log(one / least) / Math.log(most / least);
    return clamp(share, 0, 1);
  };
  const valueAt = (place: number): number => {
    const share = clamp(place, 0, 1);
    return taper === 'linear' ? least + share * (most - least) : least * (most / least) ** share;
  };
  return (
    <label class="line-fader">
      <span>{label}</span>
      <span class="line" style={{ '--live': placeOf(live ?? shown).toFixed(3), '--rest': placeOf(rest).toFixed(3) }}>
        <input
          type="range"
          min={0}
          max={1}
          step={STEPS.fine}
          value={placeOf(shown)}
          aria-label={label}
          aria-valuetext={text(shown)}
          onInput={({ currentTarget }) => set(valueAt(Number(currentTarget.value)))}
          onKeyDown={(event) => {
            const by = fromKey(event, STEPS);
            if (by !== undefined) set(valueAt(placeOf(shown) + by));
          }}
          onDblClick={() => set(rest)}
        />
      </span>
      <output aria-live="off">{text(shown)}</output>
    </label>
  );
}
