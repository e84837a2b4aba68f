import { useEffect, useRef } from 'preact/hooks';
import { Jack } from './jack.tsx';
import { useOwnValue } from './use-own-value.ts';

/** What arrows and the wheel move a fader by, with shift, and what Page Up and Page Down do, volts. */
const STEP_VOLTS = 0.1;
const FINE_VOLTS = 0.01;
const PAGE_VOLTS = 1;
/** One notch of a usual mouse wheel is 100 to 120. */
const WHEEL_A_STEP = 100;

const DIRECTIONS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 1,
  PageDown: -1,
};

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
  const [shown, set] = useOwnValue(volts, onChange);
  const place = useRef(shown);
  place.current = shown;
  const move = (by: number): void => {
    place.current = Math.min(Math.max(Math.round(100 * (place.current + by)) / 100, low), high);
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
      if (steps !== 0) move(steps * (event.shiftKey ? FINE_VOLTS : STEP_VOLTS));
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
            const direction = DIRECTIONS[event.key];
            if (direction === undefined) return;
            event.preventDefault();
            const step = event.shiftKey ? FINE_VOLTS : STEP_VOLTS;
            move(direction * (event.key.startsWith('Page') ? PAGE_VOLTS : step));
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
