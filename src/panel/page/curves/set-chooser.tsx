import { Choice } from '../choice.tsx';
import type { EditStore } from './edit-store.ts';
import { loadSet } from './set-calls.ts';
import { UnsavedEdits } from './unsaved-edits.tsx';

/** Opens a set for editing, or an unsaved edit. */
export function SetChooser(props: {
  store: EditStore;
  sets: readonly string[];
  message: string | undefined;
  onMessage: (message: string | undefined) => void;
}) {
  const { store, sets, message, onMessage } = props;

  async function open(name: string): Promise<void> {
    const loaded = await loadSet(name);
    if ('error' in loaded) {
      onMessage(loaded.error.message);
      return;
    }
    onMessage(undefined);
    store.open(loaded.value.set, loaded.value.revision);
  }

  return (
    <>
      <UnsavedEdits
        onResume={(draft) => {
          onMessage(undefined);
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
      {message !== undefined && <p class="banner warning">{message}</p>}
      <p class="hint">
        Edit the seven curves of a set over time, audition the edit with the next trigger, and save it as a set of your
        own. Playback is not interrupted.
      </p>
    </>
  );
}
