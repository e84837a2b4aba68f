import { useEffect, useState } from 'preact/hooks';
import type { PanelAction, PanelState } from '../../protocol.ts';
import './curves.css';
import { AuditionBar } from './audition-bar.tsx';
import { CurveLanes, curveTitle } from './curve-lanes.tsx';
import { CurvePlot } from './curve-plot.tsx';
import { EditHeader } from './edit-header.tsx';
import { type EditState, EditStore } from './edit-store.ts';
import { EditTools } from './edit-tools.tsx';
import { PlotBar } from './plot-bar.tsx';
import type { PlotSelection, PlotTool } from './plot-tool.ts';
import { type PlotView, viewOf } from './plot-view.ts';
import { SaveBar } from './save-bar.tsx';
import { SetChooser } from './set-chooser.tsx';
import { useUndoKeys } from './use-undo-keys.ts';

/** One per page: an edit stays while another drawer is open. */
const store = new EditStore({ storage: localStorage });

export interface CurveEditorProps {
  sets: readonly string[];
  state: PanelState;
  send: (action: PanelAction) => void;
}

/** Edits the curves of a set, which can be auditioned with the next trigger and saved as a set. */
export function CurveEditor(props: CurveEditorProps) {
  const [, redraw] = useState(0);
  const [message, setMessage] = useState<string>();
  useEffect(() => store.subscribe(() => redraw((n) => n + 1)), []);
  useUndoKeys(store);
  const editing = store.state;
  if (editing === undefined) {
    return <SetChooser store={store} sets={props.sets} message={message} onMessage={setMessage} />;
  }
  return <OpenSet {...props} editing={editing} message={message} onMessage={setMessage} />;
}

/** The editor of an open set. */
function OpenSet(
  props: CurveEditorProps & {
    editing: EditState;
    message: string | undefined;
    onMessage: (message: string | undefined) => void;
  },
) {
  const { sets, state, send, editing, message, onMessage } = props;
  const [tool, setTool] = useState<PlotTool>('draw');
  const [selection, setSelection] = useState<PlotSelection>();
  const [zoomedView, setZoomedView] = useState<PlotView>();
  const { session, saved, curve, storageWarning } = editing;
  const { original, current } = session;
  // Another set or curve is shown as a whole at first.
  useEffect(() => {
    setZoomedView(undefined);
    setSelection(undefined);
  }, [curve, original]);
  const view = zoomedView ?? viewOf(curve, [original, current]);
  return (
    <section class="curve-editor" aria-label={`Curves of ${saved.name}`}>
      {message !== undefined && <p class="banner">{message}</p>}
      {storageWarning !== undefined && <p class="banner">{storageWarning}</p>}
      <EditHeader store={store} editing={editing} state={state} />
      <CurveLanes session={session} selected={curve} onSelect={(name) => store.selectCurve(name)} />
      <CurvePlot
        store={store}
        editing={editing}
        title={curveTitle(curve)}
        tool={tool}
        view={view}
        selection={selection}
        onView={setZoomedView}
        onSelection={setSelection}
      />
      <PlotBar
        editing={editing}
        tool={tool}
        view={view}
        selection={selection}
        onTool={setTool}
        onView={setZoomedView}
      />
      <EditTools store={store} editing={editing} selection={selection} sets={sets} onError={onMessage} />
      <AuditionBar store={store} editing={editing} state={state} send={send} onError={onMessage} />
      <SaveBar store={store} editing={editing} sets={sets} onSaved={(name) => onMessage(`${name} is saved.`)} />
    </section>
  );
}
