import { useEffect, useRef, useState } from 'preact/hooks';

const PIXELS_A_STEP = 12;
const DEGREES_A_STEP = 15;

/** A rotary encoder: drag, wheel or arrow keys turn it; a click pushes it, a long one pushes it long. */
export function Knob({ onTurn, onButton }: { onTurn: (steps: number) => void; onButton: (isDown: boolean) => void }) {
  const [angle, setAngle] = useState(0);
  const drag = useRef<{ y: number; hasTurned: boolean } | undefined>(undefined);
  const knob = useRef<HTMLDivElement>(null);
  const turn = (steps: number): void => {
    if (steps === 0) return;
    setAngle((before) => before + steps * DEGREES_A_STEP);
    onTurn(steps);
  };
  useEffect(() => {
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      turn(event.deltaY < 0 ? 1 : -1);
    };
    const element = knob.current;
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });
  return (
    <div
      ref={knob}
      class="knob"
      role="slider"
      tabIndex={0}
      aria-label="Encoder"
      aria-valuenow={Math.round(angle / DEGREES_A_STEP)}
      aria-valuetext="turn with the arrow keys, push with Enter"
      style={{ '--angle': `${angle}deg` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { y: event.clientY, hasTurned: false };
        onButton(true);
      }}
      onPointerMove={({ clientY }) => {
        const { current } = drag;
        if (current === undefined) return;
        const steps = Math.trunc((current.y - clientY) / PIXELS_A_STEP);
        if (steps === 0) return;
        if (!current.hasTurned) onButton(false);
        drag.current = { y: current.y - steps * PIXELS_A_STEP, hasTurned: true };
        turn(steps);
      }}
      onPointerUp={() => {
        if (drag.current?.hasTurned === false) onButton(false);
        drag.current = undefined;
      }}
      onKeyDown={({ key, repeat }) => {
        if (key === 'ArrowUp' || key === 'ArrowRight') turn(1);
        else if (key === 'ArrowDown' || key === 'ArrowLeft') turn(-1);
        else if (key === 'Enter' && !repeat) onButton(true);
      }}
      onKeyUp={({ key }) => {
        if (key === 'Enter') onButton(false);
      }}
    />
  );
}
