import { useEffect, useRef, useState } from 'preact/hooks';
import { Jack } from './jack.tsx';

/** Whoever has just moved the fader sees their own value, not an older one that is still on its way back, ms. */
const OWN_MS = 400;

/** A control voltage as a fader; a double click puts it back to 0 V. */
export function CvSlider(props: {
  name: string;
  label: string;
  low: number;
  high: number;
  volts: number;
  onChange: (volts: number) => void;
}) {
  const { name, label, low, high, volts, onChange } = props;
  const [own, setOwn] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const set = (value: number): void => {
    setOwn(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOwn(undefined), OWN_MS);
    onChange(value);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const shown = own ?? volts;
  const id = name.replace(/\s/g, '-').toLowerCase();
  return (
    <div class="cv">
      <label for={id}>{name}</label>
      <div class="fader">
        <span class="scale" aria-hidden="true">
          {[high, (high + low) / 2, low].map((mark) => (
            <i key={mark}>{mark}</i>
          ))}
        </span>
        <input
          id={id}
          type="range"
          min={low}
          max={high}
          step={0.01}
          value={shown}
          aria-valuetext={`${shown.toFixed(2)} volts, ${label}`}
          onInput={({ currentTarget }) => set(Number(currentTarget.value))}
          onDblClick={() => set(0)}
        />
      </div>
      <output for={id} aria-live="off">
        {shown.toFixed(2)} V
      </output>
      <Jack light={shown / Math.max(Math.abs(low), Math.abs(high))} />
      <small title={label}>{label}</small>
    </div>
  );
}
