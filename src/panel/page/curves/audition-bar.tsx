import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import type { PanelAction, PanelState } from '../../protocol.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { auditionSet } from './set-calls.ts';

/** How long gate 1 is held for an audition, ms. */
const GATE_MS = 60;

/** Plays the edit, or its original, instead of the set that it was made from. */
export function AuditionBar(props: {
  store: EditStore;
  editing: EditState;
  state: PanelState;
  send: (action: PanelAction) => void;
  onError: (message: string | undefined) => void;
}) {
  const { store, editing, state, send, onError } = props;
  const [isBusy, setIsBusy] = useState(false);
  const { name } = editing.saved;
  // Of another name after the edit was saved as new.
  const { auditionedSet } = state;

  async function audition(set: DescriptorSet | null): Promise<void> {
    setIsBusy(true);
    const result = await auditionSet(set);
    setIsBusy(false);
    onError('error' in result ? result.error.message : undefined);
    if ('error' in result || set === null) return;
    send({ type: 'gate', gate: 0, isHigh: true });
    setTimeout(() => send({ type: 'gate', gate: 0, isHigh: false }), GATE_MS);
  }

  return (
    <div class="edit-row audition-bar">
      <button type="button" class="plain" disabled={isBusy} onClick={() => void audition(store.withSavedName())}>
        Audition edit
      </button>
      <button
        type="button"
        class="plain"
        disabled={isBusy}
        onClick={() => void audition({ ...editing.session.original, name })}
      >
        Audition original
      </button>
      {auditionedSet !== null && (
        <button type="button" class="plain on" disabled={isBusy} onClick={() => void audition(null)}>
          Stop: {auditionedSet} plays the edit
        </button>
      )}
    </div>
  );
}
