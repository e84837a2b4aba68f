import { useEffect, useRef, useState } from 'preact/hooks';

const PIXELS_PER_STEP = 12;
/** Wheel delta per step. One notch of a common mouse wheel is 100 to 120. */
const WHEEL_PER_STEP = 50;
const DEGREES_PER_STEP = 15;
/** A press without a turn counts as a push after this time; before, it may become a turn, ms. */
const HOLD_MS = 150;

interface Drag {
  readonly x: number;
  readonly y: number;
  turned: number;
  isDown: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** A rotary encoder: drag, wheel or arrow keys turn it; a click or Enter pushes it, a long one pushes it long. */
export function Knob({ onTurn, onButton }: { onTurn: (steps: number) => void; onButton: (isDown: boolean) => void }) {
  const [steps, setSteps] = useState(0);
  const drag = useRef<Drag | undefined>(undefined);
  const wheelDelta = useRef(0);
  const knob = useRef<HTMLDivElement>(null);
  const turn = (by: number): void => {
    if (by === 0) return;
    setSteps((before) => before + by);
    onTurn(by);
  };

  useEffect(() => {
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      wheelDelta.current -= event.deltaY;
      const by = Math.trunc(wheelDelta.current / WHEEL_PER_STEP);
      wheelDelta.current -= by * WHEEL_PER_STEP;
      turn(by);
    };
    const element = knob.current;
    // Preact adds passive listeners, which could not prevent the page from scrolling.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });

  const begin = ({
    currentTarget,
    pointerId,
    clientX,
    clientY,
  }: PointerEvent & { currentTarget: HTMLElement }): void => {
    currentTarget.setPointerCapture(pointerId);
    const now: Drag = {
      x: clientX,
      y: clientY,
      turned: 0,
      isDown: false,
      timer: setTimeout(() => {
        now.isDown = true;
        onButton(true);
      }, HOLD_MS),
    };
    drag.current = now;
  };
  const move = ({ clientX, clientY }: PointerEvent): void => {
    const { current } = drag;
    if (current === undefined) return;
    const target = Math.trunc((current.y - clientY + clientX - current.x) / PIXELS_PER_STEP);
    if (target === current.turned) return;
    clearTimeout(current.timer);
    turn(target - current.turned);
    current.turned = target;
  };
  const end = (isClick: boolean): void => {
    const { current } = drag;
    if (current === undefined) return;
    drag.current = undefined;
    clearTimeout(current.timer);
    if (isClick && !current.isDown && current.turned === 0) {
      onButton(true);
      onButton(false);
    } else if (current.isDown) onButton(false);
  };

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
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => end(true)}
      onPointerCancel={() => end(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
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
