import { useEffect, useRef } from 'preact/hooks';
import { clamp } from '../../numeric/clamp.ts';
import { fromKey } from './fader-keys.ts';
import { Jack } from './jack.tsx';
import { useOptimisticValue } from './use-optimistic-value.ts';

/** Volts. The wheel moves a fader as the arrows do. */
const STEPS = { step: 0.1, fine: 0.01, page: 1 };
/** One notch of a usual mouse wheel is 100 to 120. */
const WHEEL_A_STEP = 100;

/** A control voltage as a fader: dragged, by arrows or by the wheel; a double click puts it back to 0 V. */
export function CvSlider(props: {
  name: string;
  label: string;
  low: number;
  high: number;
  volts: number;
  /** The voltage is the jack's: it is shown, and not moved. */
  isFixed: boolean;
  onChange: (volts: number) => void;
}) {
  const { name, label, low, high, volts, isFixed, onChange } = props;
  const [shown, set] = useOptimisticValue(volts, onChange);
  const place = useRef(shown);
  place.current = shown;
  const move = (by: number): void => {
    place.current = clamp(Math.round(100 * (place.current + by)) / 100, low, high);
    set(place.current);
  };
  const input = useRef<HTMLInputElement>(null);
  const rolled = useRef(0);
  useEffect(() => {
    const wheel = (event: WheelEvent): void => {
      if (isFixed) return;
      event.preventDefault();
      // With shift, browsers roll sideways.
      rolled.current -= event.deltaY || event.deltaX;
      const steps = Math.trunc(rolled.current / WHEEL_A_STEP);
      rolled.current -= steps * WHEEL_A_STEP;
      if (steps !== 0) move(steps * (event.shiftKey ? STEPS.fine : STEPS.step));
    };
    const element = input.current;
    // Preact listens passively, and then the page would scroll.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });
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
          ref={input}
          id={id}
          type="range"
          disabled={isFixed}
          min={low}
          max={high}
          step={0.01}
          value={shown}
          aria-valuetext={`${shown.toFixed(2)} volts, ${label}`}
          onInput={({ currentTarget }) => set(Number(currentTarget.value))}
          onKeyDown={(event) => {
            const by = fromKey(event, STEPS);
            if (by !== undefined) move(by);
          }}
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
