import { useState } from 'preact/hooks';
import { deleteDraft, listDrafts, type SavedDraft } from './draft.ts';

/** Edits that were not saved when the page was closed. */
export function UnsavedEdits({ onResume }: { onResume: (draft: SavedDraft) => void }) {
  const [drafts, setDrafts] = useState(() => listDrafts(localStorage));
  if (drafts.length === 0) return null;
  return (
    <ul class="card kept-edits" aria-label="Edits that are not saved">
      {drafts.map((draft) => (
        <li key={draft.key}>
          <span>
            {draft.name} <small>edited {new Date(draft.atMs).toLocaleString()}, not saved</small>
          </span>
          <button
            type="button"
            class="plain"
            aria-label={`Go on editing ${draft.name}`}
            onClick={() => onResume(draft)}
          >
            Go on
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
