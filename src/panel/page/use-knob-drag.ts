import { useRef } from 'preact/hooks';

const PIXELS_PER_STEP = 12;
/** A press without a turn counts as a push after this time; before, it may become a turn, ms. */
const HOLD_MS = 150;

interface Drag {
  readonly x: number;
  readonly y: number;
  turned: number;
  isDown: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Pointer handlers of the encoder: a drag turns it, a click pushes it, a long press holds it down. */
export function useKnobDrag(onTurn: (steps: number) => void, onButton: (isDown: boolean) => void) {
  const drag = useRef<Drag | undefined>(undefined);

  function end(isClick: boolean): void {
    const { current } = drag;
    if (current === undefined) return;
    drag.current = undefined;
    clearTimeout(current.timer);
    if (isClick && !current.isDown && current.turned === 0) {
      onButton(true);
      onButton(false);
    } else if (current.isDown) onButton(false);
  }

  return {
    onPointerDown: (event: PointerEvent): void => {
      const { currentTarget, pointerId, clientX, clientY } = event;
      if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId);
      const started: Drag = {
        x: clientX,
        y: clientY,
        turned: 0,
        isDown: false,
        timer: setTimeout(() => {
          started.isDown = true;
          onButton(true);
        }, HOLD_MS),
      };
      drag.current = started;
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent): void => {
      const { current } = drag;
      if (current === undefined) return;
      const target = Math.trunc((current.y - clientY + clientX - current.x) / PIXELS_PER_STEP);
      if (target === current.turned) return;
      clearTimeout(current.timer);
      onTurn(target - current.turned);
      current.turned = target;
    },
    onPointerUp: (): void => end(true),
    onPointerCancel: (): void => end(false),
  };
}
