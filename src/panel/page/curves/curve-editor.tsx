import { useEffect, useState } from 'preact/hooks';
import { pageSteps } from '../../page-steps.ts';
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

/** One per page: an edit stays while another drawer is open. */
const store = new EditStore({ storage: localStorage, position: () => pageSteps.position });
pageSteps.register(store);

export interface CurveEditorProps {
  sets: readonly string[];
  state: PanelState;
  send: (action: PanelAction) => void;
}

/** How long a message of success is shown, ms; a fault stays until the next message. */
const SUCCESS_MS = 6000;

interface EditorMessage {
  readonly text: string;
  readonly isFault: boolean;
}

/** Edits the curves of a set, which can be auditioned with the next trigger and saved as a set. */
export function CurveEditor(props: CurveEditorProps) {
  const [, redraw] = useState(0);
  const [message, setMessage] = useState<EditorMessage>();
  useEffect(() => store.subscribe(() => redraw((n) => n + 1)), []);
  useEffect(() => {
    if (message === undefined || message.isFault) return;
    const timer = setTimeout(() => setMessage(undefined), SUCCESS_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const onFault = (text: string | undefined): void =>
    setMessage(text === undefined ? undefined : { text, isFault: true });
  const onSuccess = (text: string): void => setMessage({ text, isFault: false });
  const editing = store.state;
  if (editing === undefined) {
    return <SetChooser store={store} sets={props.sets} message={message?.text} onMessage={onFault} />;
  }
  return <OpenSet {...props} editing={editing} message={message} onFault={onFault} onSuccess={onSuccess} />;
}

/** The editor of an open set. */
function OpenSet(
  props: CurveEditorProps & {
    editing: EditState;
    message: EditorMessage | undefined;
    onFault: (message: string | undefined) => void;
    onSuccess: (message: string) => void;
  },
) {
  const { sets, state, send, editing, message, onFault, onSuccess } = props;
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
      <EditTools store={store} editing={editing} selection={selection} sets={sets} onError={onFault} />
      <AuditionBar store={store} editing={editing} state={state} send={send} onError={onFault} />
      <SaveBar store={store} editing={editing} sets={sets} onSaved={(name) => onSuccess(`${name} is saved.`)} />
      <div class="editor-messages" role="status">
        {storageWarning !== undefined && <p class="banner warning">{storageWarning}</p>}
        {message !== undefined && <p class={message.isFault ? 'banner warning' : 'banner'}>{message.text}</p>}
      </div>
    </section>
  );
}
