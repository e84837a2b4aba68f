import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { saveSet } from './set-calls.ts';

const LONGEST_NAME = 200;

/** Keeps the edit: over what it came from where that is one's own, or under a name of its own. */
export function SaveBar(props: {
  store: EditStore;
  editing: EditState;
  sets: readonly string[];
  onSaved: (name: string) => void;
}) {
  const { store, editing, sets, onSaved } = props;
  const { saved, revision } = editing;
  const [name, setName] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const title = name.trim();

  async function save(set: DescriptorSet, over: string | null): Promise<void> {
    setIsBusy(true);
    const asked = await saveSet(set, over);
    setIsBusy(false);
    if ('complaint' in asked) {
      setComplaint(asked.complaint.message);
      if (asked.complaint.isConflict) setName(freeName(set.name, sets));
      return;
    }
    setComplaint(undefined);
    setName('');
    store.markSaved(set, asked.answer.revision);
    onSaved(set.name);
  }

  return (
    <div class="save-bar">
      {complaint !== undefined && (
        <p class="banner" role="alert">
          {complaint}
        </p>
      )}
      <div class="save-row">
        {revision !== null && (
          <button
            type="button"
            class="plain"
            disabled={isBusy || !store.isChanged}
            onClick={() => void save(store.withSavedName(), revision)}
          >
            Save {saved.name}
          </button>
        )}
        <form
          class="with-button"
          onSubmit={(event) => {
            event.preventDefault();
            if (title !== '') void save(store.withNewName(title), null);
          }}
        >
          <input
            type="text"
            value={name}
            maxLength={LONGEST_NAME}
            placeholder="Name of a new set"
            aria-label="Name of the new set"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <button type="submit" class="plain" disabled={isBusy || title === ''}>
            Save as new
          </button>
        </form>
      </div>
    </div>
  );
}

/** 'Deep 2' where there is a 'Deep', 'Deep 3' where there is that too. */
export function freeName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ \d+$/, '');
  for (let n = 2; ; n++) {
    const next = `${stem} ${n}`;
    if (!taken.includes(next)) return next;
  }
}
