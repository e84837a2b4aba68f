import { useEffect, useRef } from 'preact/hooks';
import type { PanelAction } from '../../protocol.ts';

/** A pad plays, and sets nothing. */
const PADS = 'button.gate';

/** Reports presses and releases of pointers: all that a value goes through in between is one step of the history. */
export function useTouches(send: (action: PanelAction) => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    const pointers = new Set<number>();
    const report = (isDown: boolean): void => latest.current({ type: 'touch', isDown });
    const handleDown = ({ pointerId, target }: PointerEvent): void => {
      if (target instanceof Element && target.closest(PADS) !== null) return;
      pointers.add(pointerId);
      if (pointers.size === 1) report(true);
    };
    const handleUp = ({ pointerId }: PointerEvent): void => {
      if (pointers.delete(pointerId) && pointers.size === 0) report(false);
    };
    // Before the control that is touched sends its first value.
    addEventListener('pointerdown', handleDown, { capture: true });
    addEventListener('pointerup', handleUp);
    addEventListener('pointercancel', handleUp);
    return () => {
      removeEventListener('pointerdown', handleDown, { capture: true });
      removeEventListener('pointerup', handleUp);
      removeEventListener('pointercancel', handleUp);
    };
  }, []);
}
