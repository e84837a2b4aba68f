import { useEffect, useState } from 'preact/hooks';
import type { PanelAction, PanelState } from '../protocol.ts';

type Editor = typeof import('./curves/curve-editor.tsx').CurveEditor;

/** Loaded once, when it is first needed. */
let loaded: Editor | undefined;

/** The curve editor. Its code is loaded when the drawer is opened. */
export function CurvesDrawer(props: {
  sets: readonly string[];
  state: PanelState;
  send: (action: PanelAction) => void;
}) {
  const [Editor, setEditor] = useState(() => loaded);
  const [attempts, setAttempts] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    if (Editor !== undefined) return;
    setHasFailed(false);
    import('./curves/curve-editor.tsx').then(
      ({ CurveEditor }) => {
        loaded = CurveEditor;
        setEditor(() => CurveEditor);
      },
      () => setHasFailed(true),
    );
  }, [Editor, attempts]);
  if (Editor !== undefined) return <Editor {...props} />;
  if (!hasFailed) return <p class="card">Loading the curve editor…</p>;
  return (
    <p class="card">
      The curve editor could not be loaded.{' '}
      <button type="button" class="plain" onClick={() => setAttempts(attempts + 1)}>
        Try again
      </button>
    </p>
  );
}
