import { useState } from 'preact/hooks';
import type { BankEntry } from '../banks/bank-entry.ts';
import type { PanelState } from '../protocol.ts';
import { bankCalls, type CatalogBank } from './bank-calls.ts';
import { SetRow } from './set-row.tsx';
import type { Banks } from './use-banks.ts';

/** Banks that others offer: an address or folder is asked for its list; a bank of it is looked into, then installed. */
export function CatalogCard({ banks, state }: { banks: Banks; state: PanelState }) {
  const [place, setPlace] = useState('');
  /** The place that the list is of; what stands in the field may have changed since. */
  const [listed, setListed] = useState<{ place: string; entries: readonly CatalogBank[] }>();
  const [seen, setSeen] = useState<Readonly<Record<string, BankEntry>>>({});
  const [isBusy, setIsBusy] = useState(false);

  const work = async (news: string, ask: () => Promise<void>): Promise<void> => {
    setIsBusy(true);
    await banks.run(news, ask);
    setIsBusy(false);
  };
  const list = (): Promise<void> =>
    work(`what ${place} offers is listed`, async () => {
      setListed({ place, entries: await bankCalls.shelf(place) });
      setSeen({});
    });

  return (
    <section class="card bank" aria-label="Banks of others">
      <header>
        <h3>Banks of others</h3>
        <small>A web address or folder with an index.json. Nothing is fetched from it before you ask.</small>
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
          aria-label="Address of banks"
          value={place}
          onInput={({ currentTarget }) => setPlace(currentTarget.value.trim())}
        />
        <button type="submit" class="plain" disabled={place === '' || isBusy}>
          List
        </button>
      </form>
      {listed?.entries.length === 0 && <p>It offers none.</p>}
      <ul>
        {listed?.entries.map(({ file, name, author, licence, bytes, sets }) => (
          <li key={file}>
            <span class="set-name">{name}</span>
            <small>
              {[author, licence, `${sets.length} sets`, `${Math.max(Math.round(bytes / 1024), 1)} KB`]
                .filter((part) => part !== undefined)
                .join(' · ')}
            </small>
            <div class="bank-buttons">
              <button
                type="button"
                class="plain"
                disabled={isBusy}
                aria-label={`Look into ${name}`}
                onClick={() =>
                  void work(`${name} is whole`, async () => {
                    const bank = await bankCalls.preview(listed.place, file);
                    setSeen((before) => ({ ...before, [file]: bank }));
                  })
                }
              >
                Look
              </button>
              <button
                type="button"
                class="plain"
                disabled={isBusy}
                aria-label={`Install ${name}`}
                onClick={() =>
                  void work(`${name} is installed`, async () => {
                    await bankCalls.install(listed.place, file);
                  })
                }
              >
                Install
              </button>
            </div>
            {seen[file] !== undefined && (
              <ul class="preview" aria-label={`Sets of ${name}`}>
                {seen[file].sets.map((set, place, { length }) => (
                  <SetRow
                    key={set.name}
                    set={set}
                    place={place}
                    count={length}
                    isEdited={false}
                    plays={{ A: state.setA === set.name, B: state.setB === set.name }}
                    onPlay={(side) =>
                      void work(`${set.name} plays as set ${side}`, async () => {
                        await bankCalls.hear(listed.place, file, set.name, side);
                      })
                    }
                    onEdit={() => undefined}
                  />
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
