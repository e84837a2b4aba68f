import { useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { saveSet } from './set-calls.ts';

const MAX_NAME_LENGTH = 200;

/** Saves the edit over a set of the user's own bank, or under a new name. */
export function SaveBar(props: {
  store: EditStore;
  editing: EditState;
  sets: readonly string[];
  onSaved: (name: string) => void;
}) {
  const { store, editing, sets, onSaved } = props;
  const { saved, revision } = editing;
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const title = name.trim();

  async function save(set: DescriptorSet, over: string | null): Promise<void> {
    setIsBusy(true);
    const result = await saveSet(set, over);
    setIsBusy(false);
    if ('error' in result) {
      setError(result.error.message);
      if (result.error.isConflict) setName(freeName(set.name, sets));
      return;
    }
    setError(undefined);
    setName('');
    store.markSaved(set, result.value.revision);
    onSaved(set.name);
  }

  return (
    <div class="save-bar">
      <div class="save-row">
        {revision !== null && (
          <button
            type="button"
            class="plain cut"
            title={saved.name}
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
            maxLength={MAX_NAME_LENGTH}
            placeholder="New set name"
            aria-label="New set name"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <button type="submit" class="plain" disabled={isBusy || title === ''}>
            Save as new
          </button>
        </form>
      </div>
      {error !== undefined && (
        <p class="banner warning" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** The first free name in the row 'Deep 2', 'Deep 3' ... for 'Deep'. */
export function freeName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ \d+$/, '');
  for (let n = 2; ; n++) {
    const next = `${stem} ${n}`;
    if (!taken.includes(next)) return next;
  }
}
