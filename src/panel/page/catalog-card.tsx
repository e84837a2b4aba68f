import { useState } from 'preact/hooks';
import type { BankEntry } from '../banks/bank-entry.ts';
import type { PanelState } from '../protocol.ts';
import { bankCalls, type CatalogBank } from './bank-calls.ts';
import { SetRow } from './set-row.tsx';
import type { Banks } from './use-banks.ts';

type Run = (status: string, operation: () => Promise<void>) => Promise<void>;

/** Banks of a catalog at a web address or in a folder: listed, previewed, auditioned and installed. */
export function CatalogCard({ banks, state }: { banks: Banks; state: PanelState }) {
  const [location, setLocation] = useState('');
  /** The loaded catalog. The address field may have changed since. */
  const [catalog, setCatalog] = useState<{ location: string; entries: readonly CatalogBank[] }>();
  const [isBusy, setIsBusy] = useState(false);

  const run: Run = async (status, operation) => {
    setIsBusy(true);
    await banks.run(status, operation);
    setIsBusy(false);
  };
  const list = (): Promise<void> =>
    run(`catalog of ${location} loaded`, async () =>
      setCatalog({ location, entries: await bankCalls.catalog(location) }),
    );

  return (
    <section class="card bank" aria-label="Online banks">
      <header>
        <h2>Online banks</h2>
        <small>A web address or folder with an index.json. Nothing is downloaded until you ask.</small>
      </header>
      <form
        class="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          void list();
        }}
      >
        <input
          type="text"
          inputMode="url"
          placeholder="https://…"
          aria-label="Catalog address"
          value={location}
          onInput={({ currentTarget }) => setLocation(currentTarget.value.trim())}
        />
        <button type="submit" class="plain" disabled={location === '' || isBusy}>
          List
        </button>
      </form>
      {catalog?.entries.length === 0 && <p>This catalog has no banks.</p>}
      <ul>
        {catalog?.entries.map((entry) => (
          <CatalogRow
            key={`${catalog.location} ${entry.file}`}
            location={catalog.location}
            entry={entry}
            state={state}
            isBusy={isBusy}
            run={run}
          />
        ))}
      </ul>
    </section>
  );
}

function CatalogRow(props: { location: string; entry: CatalogBank; state: PanelState; isBusy: boolean; run: Run }) {
  const { location, entry, state, isBusy, run } = props;
  const { file, name, author, licence, bytes, sets } = entry;
  const [preview, setPreview] = useState<BankEntry>();
  const facts = [author, licence, `${sets.length} sets`, `${Math.max(Math.round(bytes / 1024), 1)} KB`];
  return (
    <li>
      <span class="set-name cut" title={name}>
        {name}
      </span>
      <small class="catalog-facts">{facts.filter((fact) => fact !== undefined).join(' · ')}</small>
      <div class="bank-buttons">
        <button
          type="button"
          class="plain"
          disabled={isBusy}
          aria-label={`Preview ${name}`}
          onClick={() =>
            void run(`preview of ${name} loaded`, async () => setPreview(await bankCalls.preview(location, file)))
          }
        >
          Preview
        </button>
        <button
          type="button"
          class="plain"
          disabled={isBusy}
          aria-label={`Install ${name}`}
          onClick={() => void run(`${name} installed`, async () => void (await bankCalls.install(location, file)))}
        >
          Install
        </button>
      </div>
      {preview !== undefined && (
        <ul class="preview" aria-label={`Sets of ${name}`}>
          {preview.sets.map((set, position, { length }) => (
            <SetRow
              key={set.name}
              set={set}
              position={position}
              count={length}
              isEditing={false}
              plays={{ A: state.setA === set.name, B: state.setB === set.name }}
              onPlay={(side) =>
                void run(
                  `${set.name} plays as set ${side}`,
                  async () => void (await bankCalls.audition(location, file, set.name, side)),
                )
              }
              onEdit={() => undefined}
            />
          ))}
        </ul>
      )}
    </li>
  );
}
