import { compareWithOriginal } from '../../../descriptors/edit/edit-session.ts';
import type { PanelState } from '../../protocol.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { auditionSet } from './set-calls.ts';

/** Name and state of the edited set, with restore and close, which ends an audition. */
export function EditHeader(props: { store: EditStore; editing: EditState; state: PanelState }) {
  const { store, editing, state } = props;
  const { session, saved, curve } = editing;
  const isCurveChanged = compareWithOriginal(session).some(({ name }) => name === curve);
  const close = (): void => {
    store.discard();
    // A lost connection ends nothing; the audition then ends with the next choice of a set.
    if (state.auditionedSet !== null) void auditionSet(null);
  };
  return (
    <header>
      <h2>
        <span class="cut" title={saved.name}>
          {saved.name}
        </span>
        <small class="curve-state">{store.isChanged ? 'not saved' : 'saved'}</small>
      </h2>
      <div class="edit-row">
        <button type="button" class="plain" disabled={!isCurveChanged} onClick={() => store.restoreOriginal()}>
          Restore original
        </button>
        <button type="button" class="plain" onClick={close}>
          {store.isChanged ? 'Discard' : 'Close'}
        </button>
      </div>
    </header>
  );
}
