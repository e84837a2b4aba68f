import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Turns the wheel over an element into steps, upwards positive. The page does not scroll then.
 *
 * @param deltaPerStep wheel delta per step; one notch of a common mouse wheel is 100 to 120
 */
export function useWheelSteps(
  element: RefObject<HTMLElement | null>,
  deltaPerStep: number,
  { isEnabled = true, onSteps }: { isEnabled?: boolean; onSteps: (steps: number, event: WheelEvent) => void },
): void {
  const delta = useRef(0);
  useEffect(() => {
    const handleWheel = (event: WheelEvent): void => {
      if (!isEnabled) return;
      event.preventDefault();
      // With Shift, browsers scroll horizontally.
      delta.current -= event.deltaY || event.deltaX;
      const steps = Math.trunc(delta.current / deltaPerStep);
      delta.current -= steps * deltaPerStep;
      if (steps !== 0) onSteps(steps, event);
    };
    const { current } = element;
    // Preact adds passive listeners, which could not prevent the page from scrolling.
    current?.addEventListener('wheel', handleWheel, { passive: false });
    return () => current?.removeEventListener('wheel', handleWheel);
  });
}
