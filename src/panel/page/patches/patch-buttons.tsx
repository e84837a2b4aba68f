import { useRef } from 'preact/hooks';
import { withoutInvisible } from '../../../descriptors/visible-text.ts';
import { transport } from '../server-transport.ts';
import { exportPath } from './patch-calls.ts';
import type { PatchImport } from './use-patch-import.ts';

/** Downloads a preset with its sets as a file. */
export function ExportPreset({ preset }: { preset: string }) {
  const path = exportPath(preset);
  return (
    <a
      class="plain"
      href={path}
      download
      aria-label={`Export ${withoutInvisible(preset)}`}
      onClick={(event) => {
        const { saveFile } = transport;
        if (saveFile === undefined) return;
        event.preventDefault();
        void saveFile(path, `${preset}.nrpatch`);
      }}
    >
      Export
    </a>
  );
}

/** Chooses files of presets to import, and shows what has become of them. */
export function ImportPresets({ patches: { reports, add } }: { patches: PatchImport }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <p>
        <button type="button" class="plain" onClick={() => input.current?.click()}>
          Import
        </button>{' '}
        a preset that was sent (<code>.nrpatch</code>), or drop it anywhere on this page.
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Presets to import"
        accept=".nrpatch"
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <div role="status">
        {reports.map(({ isDone, sentences }) => (
          <p key={sentences[0]} class={isDone ? 'note' : 'note failed'}>
            {sentences.join(' ')}
          </p>
        ))}
      </div>
    </>
  );
}
