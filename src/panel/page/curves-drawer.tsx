import { useEffect, useState } from 'preact/hooks';
import type { PanelAction, PanelState } from '../protocol.ts';

type Editor = typeof import('./curves/curve-editor.tsx').CurveEditor;

/** Fetched once, when it is first wanted. */
let fetched: Editor | undefined;

/** The curve editor; its code comes when the drawer is opened. */
export function CurvesDrawer(props: {
  sets: readonly string[];
  state: PanelState;
  send: (action: PanelAction) => void;
}) {
  const [Editor, setEditor] = useState(() => fetched);
  const [tries, setTries] = useState(0);
  const [isMissing, setIsMissing] = useState(false);
  useEffect(() => {
    if (Editor !== undefined) return;
    setIsMissing(false);
    import('./curves/curve-editor.tsx').then(
      ({ CurveEditor }) => {
        fetched = CurveEditor;
        setEditor(() => CurveEditor);
      },
      () => setIsMissing(true),
    );
  }, [Editor, tries]);
  if (Editor !== undefined) return <Editor {...props} />;
  if (!isMissing) return <p class="card">The curve editor is on its way…</p>;
  return (
    <p class="card">
      The curve editor did not come.{' '}
      <button type="button" class="plain" onClick={() => setTries(tries + 1)}>
        Try again
      </button>
    </p>
  );
}
