import { useRef } from 'preact/hooks';
import type { Jack as JackName } from '../../control/jacks.ts';
import { clamp } from '../../numeric/clamp.ts';
import { fromKey } from './fader-keys.ts';
import { Jack } from './jack.tsx';
import { useLearnHold } from './midi/use-learn-hold.ts';
import { useOptimisticValue } from './use-optimistic-value.ts';
import { useWheelSteps } from './use-wheel-steps.ts';

/** Volts. The wheel moves a fader like the arrow keys. */
const STEPS = { step: 0.1, fine: 0.01, page: 1 };
const WHEEL_PER_STEP = 100;

/** A control voltage as a fader, moved by dragging, arrow keys or the wheel; a double click resets it to 0 V. */
export function CvSlider(props: {
  jack: JackName;
  name: string;
  label: string;
  low: number;
  high: number;
  volts: number;
  /** The voltage comes from the jack: it is shown and cannot be moved. */
  isReadOnly: boolean;
  onChange: (volts: number) => void;
}) {
  const { jack, name, label, low, high, volts, isReadOnly, onChange } = props;
  const { end, ...hold } = useLearnHold({ kind: 'cv', jack });
  const [shown, set] = useOptimisticValue(volts, onChange);
  const latest = useRef(shown);
  latest.current = shown;
  const move = (by: number): void => {
    latest.current = clamp(Math.round(100 * (latest.current + by)) / 100, low, high);
    set(latest.current);
  };
  const input = useRef<HTMLInputElement>(null);
  useWheelSteps(input, WHEEL_PER_STEP, {
    isEnabled: !isReadOnly,
    onSteps: (steps, { shiftKey }) => move(steps * (shiftKey ? STEPS.fine : STEPS.step)),
  });
  const id = name.replace(/\s/g, '-').toLowerCase();
  return (
    <div class="cv-fader">
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
          disabled={isReadOnly}
          min={low}
          max={high}
          step={0.01}
          value={shown}
          aria-valuetext={`${shown.toFixed(2)} volts, ${label}`}
          {...hold}
          onInput={({ currentTarget }) => {
            end();
            set(Number(currentTarget.value));
          }}
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
