import { useState } from 'preact/hooks';
import type { PanelAction, PanelState } from '../protocol.ts';

/** Sounds by name: what plays is kept, and what was kept plays again. */
export function PresetsDrawer({ state, send }: { state: PanelState; send: (action: PanelAction) => void }) {
  const [name, setName] = useState('');
  const { presets, deletedPreset } = state;
  if (presets === null) return <p class="card">No presets are kept here.</p>;
  const title = name.trim();
  const isThere = presets.includes(title);
  return (
    <div class="card presets">
      <form
        class="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          if (title === '') return;
          send({ type: 'preset', act: 'save', name: title });
          setName('');
        }}
      >
        <input
          type="text"
          value={name}
          maxLength={64}
          placeholder="Name of what plays now"
          aria-label="Name of the preset"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" class="plain" disabled={title === ''}>
          {isThere ? 'Replace' : 'Keep'}
        </button>
      </form>
      {presets.length === 0 && <p>None yet: sets, model, knobs, ranges and depths are kept together under a name.</p>}
      <ul>
        {presets.map((preset) => (
          <li key={preset} class="with-button">
            <button type="button" class="plain" onClick={() => send({ type: 'preset', act: 'recall', name: preset })}>
              {preset}
            </button>
            <button
              type="button"
              class="plain"
              aria-label={`Delete ${preset}`}
              onClick={() => send({ type: 'preset', act: 'delete', name: preset })}
            >
              Delete
            </button>
          </li>
        ))}
      </ul>
      {deletedPreset !== null && (
        <p>
          {deletedPreset} is deleted.{' '}
          <button
            type="button"
            class="plain"
            onClick={() => send({ type: 'preset', act: 'restore', name: deletedPreset })}
          >
            Undo
          </button>
        </p>
      )}
    </div>
  );
}
