import { useState } from 'preact/hooks';
import { deleteDraft, listDrafts, type SavedDraft } from './draft.ts';

/** Unsaved edits stored in the browser: resumes or discards them. */
export function UnsavedEdits({ onResume }: { onResume: (draft: SavedDraft) => void }) {
  const [drafts, setDrafts] = useState(() => listDrafts(localStorage));
  if (drafts.length === 0) return null;
  return (
    <ul class="card unsaved-edits" aria-label="Unsaved edits">
      {drafts.map((draft) => (
        <li key={draft.key}>
          <span title={draft.name}>
            <span class="cut">{draft.name}</span>{' '}
            <small>edited {new Date(draft.atMs).toLocaleString()}, not saved</small>
          </span>
          <button
            type="button"
            class="plain"
            aria-label={`Resume editing ${draft.name}`}
            onClick={() => onResume(draft)}
          >
            Resume
          </button>
          <button
            type="button"
            class="plain"
            aria-label={`Discard the edit of ${draft.name}`}
            onClick={() => {
              deleteDraft(localStorage, draft.key);
              setDrafts(listDrafts(localStorage));
            }}
          >
            Discard
          </button>
        </li>
      ))}
    </ul>
  );
}
