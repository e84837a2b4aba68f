import { compareWithOriginal } from '../../../descriptors/edit/edit-session.ts';
import type { EditState, EditStore } from './edit-store.ts';

/** Name and state of the edited set, with undo, redo, restore and close. */
export function EditHeader({ store, editing }: { store: EditStore; editing: EditState }) {
  const { session, saved, curve } = editing;
  const isCurveChanged = compareWithOriginal(session).some(({ name }) => name === curve);
  return (
    <header>
      <h2>
        {saved.name}
        <small class="curve-state">{store.isChanged ? 'not saved' : 'saved'}</small>
      </h2>
      <div class="edit-row">
        <button type="button" class="plain" disabled={session.past.length === 0} onClick={() => store.undo()}>
          Undo
        </button>
        <button type="button" class="plain" disabled={session.future.length === 0} onClick={() => store.redo()}>
          Redo
        </button>
        <button type="button" class="plain" disabled={!isCurveChanged} onClick={() => store.restoreOriginal()}>
          Restore original
        </button>
        <button type="button" class="plain" onClick={() => store.discard()}>
          {store.isChanged ? 'Discard' : 'Close'}
        </button>
      </div>
    </header>
  );
}
