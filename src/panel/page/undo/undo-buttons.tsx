import { useEffect, useState } from 'preact/hooks';
import { pageSteps } from '../../page-steps.ts';
import type { PanelAction, PanelState } from '../../protocol.ts';
import { useTouches } from './use-touches.ts';
import { useUndoKeys } from './use-undo-keys.ts';

/** Takes back the last change of the instrument or of an edit, whatever drawer is open, and makes it again. */
export function UndoButtons({
  history,
  send,
}: {
  history: PanelState['history'];
  send: (action: PanelAction) => void;
}) {
  const [, redraw] = useState(0);
  pageSteps.use(history);
  useUndoKeys(send);
  useTouches(send);
  useEffect(() => pageSteps.subscribe(() => redraw((n) => n + 1)), []);
  const { undoName, redoName } = pageSteps;
  return (
    <>
      <StepButton label="Undo" sign="↶" keys="Control+Z" name={undoName} onClick={() => pageSteps.undo(send)} />
      <StepButton label="Redo" sign="↷" keys="Control+Shift+Z" name={redoName} onClick={() => pageSteps.redo(send)} />
    </>
  );
}

function StepButton(props: { label: string; sign: string; keys: string; name: string | null; onClick: () => void }) {
  const { label, sign, keys, name, onClick } = props;
  return (
    <button
      type="button"
      class="help-button step-button"
      aria-label={label}
      aria-keyshortcuts={keys}
      title={name === null ? label : `${label}: ${name} (${keys.replace('Control', 'Ctrl')})`}
      disabled={name === null}
      onClick={onClick}
    >
      {sign}
    </button>
  );
}
