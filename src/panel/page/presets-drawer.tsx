import { useState } from 'preact/hooks';
import { withoutInvisible } from '../../descriptors/visible-text.ts';
import type { PanelAction, PanelState } from '../protocol.ts';

/** Presets: saves, recalls, deletes and restores sounds by name. */
export function PresetsDrawer({ state, send }: { state: PanelState; send: (action: PanelAction) => void }) {
  const [name, setName] = useState('');
  const { presets, deletedPreset } = state;
  if (presets === null) return <p class="card">Presets are not available here.</p>;
  const title = withoutInvisible(name).trim();
  const exists = presets.includes(title);
  return (
    <div class="card presets">
      <form
        class="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          if (title === '') return;
          send({ type: 'preset', command: 'save', name: title });
          setName('');
        }}
      >
        <input
          type="text"
          value={name}
          maxLength={64}
          placeholder="Preset name"
          aria-label="Preset name"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" class="plain" disabled={title === ''}>
          {exists ? 'Replace' : 'Save'}
        </button>
      </form>
      {presets.length === 0 && <p>No presets yet. A preset stores sets, model, knobs, ranges and depths.</p>}
      <ul>
        {presets.map((preset) => (
          <li key={preset} class="with-button">
            <button
              type="button"
              class="plain"
              onClick={() => send({ type: 'preset', command: 'recall', name: preset })}
            >
              {withoutInvisible(preset)}
            </button>
            <button
              type="button"
              class="plain"
              aria-label={`Delete ${withoutInvisible(preset)}`}
              onClick={() => send({ type: 'preset', command: 'delete', name: preset })}
            >
              Delete
            </button>
          </li>
        ))}
      </ul>
      {deletedPreset !== null && (
        <p>
          {withoutInvisible(deletedPreset)} deleted.{' '}
          <button
            type="button"
            class="plain"
            onClick={() => send({ type: 'preset', command: 'restore', name: deletedPreset })}
          >
            Undo
          </button>
        </p>
      )}
    </div>
  );
}
