import { useRef, useState } from 'preact/hooks';
import { useKnobDrag } from './use-knob-drag.ts';
import { useWheelSteps } from './use-wheel-steps.ts';

const WHEEL_PER_STEP = 50;
const DEGREES_PER_STEP = 15;
const ARROWS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

/** A rotary encoder: drag, wheel or arrow keys turn it; a click or Enter pushes it, a long press is a long push. */
export function Knob({ onTurn, onButton }: { onTurn: (steps: number) => void; onButton: (isDown: boolean) => void }) {
  const [steps, setSteps] = useState(0);
  const knob = useRef<HTMLDivElement>(null);
  const turn = (by: number): void => {
    setSteps((before) => before + by);
    onTurn(by);
  };
  useWheelSteps(knob, WHEEL_PER_STEP, { onSteps: turn });
  const drag = useKnobDrag(turn, onButton);

  return (
    <div
      ref={knob}
      class="knob"
      role="spinbutton"
      tabIndex={0}
      aria-label="Encoder"
      aria-valuenow={steps}
      aria-valuetext={`${steps} steps; arrow keys turn, Enter pushes`}
      style={{ '--angle': `${steps * DEGREES_PER_STEP}deg` }}
      {...drag}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const by = ARROWS[event.key];
        if (by === undefined && event.key !== 'Enter') return;
        event.preventDefault();
        if (by !== undefined) turn(by);
        else if (!event.repeat) onButton(true);
      }}
      onKeyUp={({ key }) => {
        if (key === 'Enter') onButton(false);
      }}
      onBlur={() => onButton(false)}
    />
  );
}
