import { useState } from 'preact/hooks';
import type { BankEntry } from '../banks/bank-entry.ts';
import type { PanelState } from '../protocol.ts';
import { bankCalls } from './bank-calls.ts';
import { BankDetails } from './bank-details.tsx';
import { SetRow } from './set-row.tsx';
import type { Banks } from './use-banks.ts';

/** A bank: whose it is, its sets; one's own can be changed. */
export function BankCard({ bank, state, banks }: { bank: BankEntry; state: PanelState; banks: Banks }) {
  const [isEdited, setIsEdited] = useState(false);
  const { id, name, author, licence, isEditable: isOwn, sets } = bank;
  return (
    <section class="card bank" aria-label={`Bank ${name}`} {...(isOwn && { 'data-own-bank': id })}>
      <header>
        <h3>{name}</h3>
        <small>
          {[author, licence, `${sets.length} ${sets.length === 1 ? 'set' : 'sets'}`]
            .filter((part) => part !== null)
            .join(' · ')}
        </small>
        <div class="bank-buttons">
          <a class="plain" href={`/banks/export/${encodeURIComponent(id)}`} download aria-label={`Export ${name}`}>
            Export
          </a>
          {isOwn && (
            <button
              type="button"
              class={isEdited ? 'plain on' : 'plain'}
              aria-pressed={isEdited}
              aria-label={`Edit ${name}`}
              onClick={() => setIsEdited(!isEdited)}
            >
              Edit
            </button>
          )}
        </div>
      </header>
      {isEdited && (
        <BankDetails
          bank={bank}
          onSave={(edit) => void banks.run(`${name} is described`, () => bankCalls.edit(id, edit))}
          onRemove={() => void banks.run(`${name} is removed`, () => bankCalls.edit(id, { kind: 'remove-bank' }))}
        />
      )}
      <ul>
        {sets.map((set, place) => (
          <SetRow
            key={set.name}
            set={set}
            place={place}
            count={sets.length}
            isEdited={isEdited}
            plays={{ A: state.setA === set.name, B: state.setB === set.name }}
            onPlay={(side) =>
              void banks.run(`${set.name} plays as set ${side}`, () => bankCalls.play(id, set.name, side))
            }
            onEdit={(edit, news) => void banks.run(news, () => bankCalls.edit(id, edit))}
          />
        ))}
      </ul>
    </section>
  );
}
