import { useEffect, useRef } from 'preact/hooks';
import { pageSteps } from '../../page-steps.ts';
import type { PanelAction } from '../../protocol.ts';

/** Fields with an undo of their own. */
const TEXT_FIELDS = 'textarea, [contenteditable], input:not([type="range"], [type="radio"], [type="checkbox"])';

/** Ctrl+Z undoes, Ctrl+Shift+Z or Ctrl+Y redoes (Cmd on a Mac), whatever drawer is open. Text fields keep their own undo. */
export function useUndoKeys(send: (action: PanelAction) => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof Element && event.target.matches(TEXT_FIELDS)) return;
      const key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey) pageSteps.undo(latest.current);
      else if (key === 'y' || key === 'z') pageSteps.redo(latest.current);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', handleKey);
    return () => removeEventListener('keydown', handleKey);
  }, []);
}
