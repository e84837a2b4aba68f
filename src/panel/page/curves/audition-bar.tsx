import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import type { PanelAction, PanelState } from '../../protocol.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { auditionSet } from './set-calls.ts';

/** How long gate 1 is held to hear a set, ms. */
const GATE_MS = 60;

/** Plays the edit, or what it was, in place of the set that it came from. */
export function AuditionBar(props: {
  store: EditStore;
  editing: EditState;
  state: PanelState;
  send: (action: PanelAction) => void;
  onComplaint: (message: string | undefined) => void;
}) {
  const { store, editing, state, send, onComplaint } = props;
  const [isBusy, setIsBusy] = useState(false);
  const { name } = editing.saved;
  const isHeard = state.auditionedSet === name;

  async function hear(set: DescriptorSet | null, isTriggered: boolean): Promise<void> {
    setIsBusy(true);
    const asked = await auditionSet(set);
    setIsBusy(false);
    onComplaint('complaint' in asked ? asked.complaint.message : undefined);
    if ('complaint' in asked || !isTriggered) return;
    send({ type: 'gate', gate: 0, isHigh: true });
    setTimeout(() => send({ type: 'gate', gate: 0, isHigh: false }), GATE_MS);
  }

  return (
    <div class="edit-row hear-bar">
      <button type="button" class="plain" disabled={isBusy} onClick={() => void hear(store.withSavedName(), true)}>
        Hear the edit
      </button>
      <button
        type="button"
        class="plain"
        disabled={isBusy}
        onClick={() => void hear({ ...editing.session.original, name }, true)}
      >
        Hear the original
      </button>
      {isHeard && (
        <button type="button" class="plain on" disabled={isBusy} onClick={() => void hear(null, false)}>
          Stop: the edit plays as {name}
        </button>
      )}
    </div>
  );
}
