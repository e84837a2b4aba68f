import { useEffect, useState } from 'preact/hooks';
import { compareWithOriginal } from '../../../descriptors/edit/edit-session.ts';
import type { PanelAction, PanelState } from '../../protocol.ts';
import { Choice } from '../choice.tsx';
import { Switch } from '../switch.tsx';
import { CurveLanes, curveTitle } from './curve-lanes.tsx';
import { CurvePlot, type PlotSelection, type PlotTool } from './curve-plot.tsx';
import './curves.css';
import { AuditionBar } from './audition-bar.tsx';
import { createEditStore, type EditStore } from './edit-store.ts';
import { EditTools } from './edit-tools.tsx';
import { type PlotView, viewOf, zoomTime, zoomValues } from './plot-view.ts';
import { SaveBar } from './save-bar.tsx';
import { loadSet } from './set-calls.ts';
import { UnsavedEdits } from './unsaved-edits.tsx';
import { useUndoKeys } from './use-undo-keys.ts';

/** One for the page: an edit stays while another drawer is open. */
const store: EditStore = createEditStore({ storage: localStorage });

const ZOOM = 2;

/** Edits the curves of a set; what it makes is heard at the next trigger, and kept as a set. */
export function CurveEditor(props: {
  sets: readonly string[];
  state: PanelState;
  send: (action: PanelAction) => void;
}) {
  const { sets, state, send } = props;
  const [, redraw] = useState(0);
  const [complaint, setComplaint] = useState<string>();
  const [tool, setTool] = useState<PlotTool>('draw');
  const [stretch, setStretch] = useState<PlotSelection>();
  const [view, setView] = useState<PlotView>();
  const editing = store.state;
  useEffect(() => store.subscribe(() => redraw((n) => n + 1)), []);
  useUndoKeys(store);

  const curve = editing?.curve;
  const original = editing?.session.original;
  // Another set, or another curve, is seen as a whole at first.
  useEffect(() => {
    setView(undefined);
    setStretch(undefined);
  }, [curve, original]);

  async function open(name: string): Promise<void> {
    const asked = await loadSet(name);
    setComplaint('complaint' in asked ? asked.complaint.message : undefined);
    if ('answer' in asked) store.open(asked.answer.set, asked.answer.revision);
  }

  if (editing === undefined) {
    return (
      <>
        {complaint !== undefined && <p class="banner">{complaint}</p>}
        <UnsavedEdits
          onResume={(draft) => {
            setComplaint(undefined);
            store.resume(draft);
          }}
        />
        <div class="card fields">
          <Choice
            label="Set to edit"
            value=""
            options={[['', 'choose a set…'], ...sets.map((name) => [name, name] as const)]}
            onChoose={(name) => void open(name)}
          />
        </div>
        <p class="keys">
          Its seven curves are drawn over time: what you make of them is heard at the next trigger, and kept as a set of
          your own. Nothing that plays is stopped.
        </p>
      </>
    );
  }
  const { session, saved } = editing;
  const title = curveTitle(editing.curve);
  const last = session.current.frames - 1;
  const shown = view ?? viewOf(editing.curve, [session.original, session.current]);
  const middle = (shown.from + shown.to) / 2;
  const difference = compareWithOriginal(session).find(({ name }) => name === editing.curve);
  return (
    <section class="curve-editor" aria-label={`Curves of ${saved.name}`}>
      {complaint !== undefined && <p class="banner">{complaint}</p>}
      {editing.storageWarning !== undefined && <p class="banner">{editing.storageWarning}</p>}
      <header>
        <h2>
          {saved.name}
          <small class="curve-state">{store.isChanged ? 'not saved' : 'as saved'}</small>
        </h2>
        <div class="edit-row">
          <button type="button" class="plain" disabled={session.past.length === 0} onClick={store.undo}>
            Undo
          </button>
          <button type="button" class="plain" disabled={session.future.length === 0} onClick={store.redo}>
            Redo
          </button>
          <button type="button" class="plain" disabled={difference === undefined} onClick={store.restoreOriginal}>
            Original {title.toLowerCase()}
          </button>
          <button type="button" class="plain" onClick={store.discard}>
            {store.isChanged ? 'Discard' : 'Close'}
          </button>
        </div>
      </header>
      <CurveLanes session={session} chosen={editing.curve} onChoose={store.selectCurve} />
      <CurvePlot
        store={store}
        editing={editing}
        title={title}
        tool={tool}
        view={shown}
        stretch={stretch}
        onView={setView}
        onStretch={setStretch}
      />
      <div class="plot-row">
        <Switch
          label="Hand"
          value={tool}
          positions={[
            ['draw', 'draw'],
            ['points', 'points'],
            ['stretch', 'choose'],
          ]}
          onChoose={setTool}
        />
        <div class="edit-row">
          <button
            type="button"
            class="plain"
            aria-label="Time closer"
            onClick={() => setView(zoomTime(shown, 1 / ZOOM, { at: middle, last }))}
          >
            ↔ +
          </button>
          <button
            type="button"
            class="plain"
            aria-label="Time further"
            onClick={() => setView(zoomTime(shown, ZOOM, { at: middle, last }))}
          >
            ↔ −
          </button>
          <button
            type="button"
            class="plain"
            aria-label="Values closer"
            onClick={() => setView(zoomValues(shown, 1 / ZOOM, editing.curve))}
          >
            ↕ +
          </button>
          <button
            type="button"
            class="plain"
            aria-label="Values further"
            onClick={() => setView(zoomValues(shown, ZOOM, editing.curve))}
          >
            ↕ −
          </button>
          <button type="button" class="plain" onClick={() => setView(undefined)}>
            Whole
          </button>
        </div>
        <output>
          {difference === undefined ? 'as the original' : `${difference.frames} of ${last + 1} frames differ`}
          {stretch !== undefined && ` · frames ${stretch.from} to ${stretch.to} are chosen`}
        </output>
      </div>
      <EditTools store={store} editing={editing} stretch={stretch} sets={sets} onComplaint={setComplaint} />
      <AuditionBar store={store} editing={editing} state={state} send={send} onComplaint={setComplaint} />
      <SaveBar store={store} editing={editing} sets={sets} onSaved={(name) => setComplaint(`${name} is saved.`)} />
    </section>
  );
}
