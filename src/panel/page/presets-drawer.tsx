import { useEffect, useRef, useState } from 'preact/hooks';
import { withoutInvisible } from '../../descriptors/visible-text.ts';
import type { PanelAction, PanelState } from '../protocol.ts';
import { ExportPreset, ImportPresets } from './patches/patch-buttons.tsx';
import type { PatchImport } from './patches/use-patch-import.ts';

/** Presets: saves, recalls, deletes, exports and imports sounds by name. */
export function PresetsDrawer(props: { state: PanelState; patches: PatchImport; send: (action: PanelAction) => void }) {
  const { state, patches, send } = props;
  const [name, setName] = useState('');
  const [isConfirming, setIsConfirming] = useState(false);
  const { presets } = state;
  if (presets === null) return <p class="card">Presets are not available here.</p>;
  const title = withoutInvisible(name).trim();
  const exists = presets.includes(title);
  const save = (): void => {
    send({ type: 'preset', command: 'save', name: title });
    setName('');
    setIsConfirming(false);
  };
  return (
    <div class="card presets">
      <form
        class="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          if (title === '') return;
          if (exists) setIsConfirming(true);
          else save();
        }}
      >
        <input
          type="text"
          value={name}
          maxLength={64}
          placeholder="Preset name"
          aria-label="Preset name"
          onInput={({ currentTarget }) => {
            setName(currentTarget.value);
            setIsConfirming(false);
          }}
        />
        <button type="submit" class="plain" disabled={title === ''}>
          {exists ? 'Replace' : 'Save'}
        </button>
      </form>
      {isConfirming && <ReplaceQuestion name={title} onReplace={save} onKeep={() => setIsConfirming(false)} />}
      {presets.length === 0 && <p>No presets yet. A preset stores sets, model, knobs, ranges and depths.</p>}
      <ul>
        {presets.map((preset) => (
          <li key={preset} class="with-button">
            <button
              type="button"
              class="plain cut"
              title={withoutInvisible(preset)}
              onClick={() => send({ type: 'preset', command: 'recall', name: preset })}
            >
              {withoutInvisible(preset)}
            </button>
            <ExportPreset preset={preset} />
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
      <ImportPresets patches={patches} />
    </div>
  );
}

/** Asks before a preset is overwritten: a preset that is missed is found late. */
function ReplaceQuestion(props: { name: string; onReplace: () => void; onKeep: () => void }) {
  const { name, onReplace, onKeep } = props;
  const question = useRef<HTMLFieldSetElement>(null);
  useEffect(() => question.current?.querySelector('button')?.focus(), []);
  return (
    <fieldset ref={question} class="question" onKeyDown={({ key }) => key === 'Escape' && onKeep()}>
      <legend>Replace {name} by the sound that plays now?</legend>
      <button type="button" class="plain" onClick={onKeep}>
        Keep {name}
      </button>
      <button type="button" class="plain confirming" onClick={onReplace}>
        Replace {name}
      </button>
    </fieldset>
  );
}
