import { useState } from 'preact/hooks';
import type { BankEntry } from '../banks/bank-entry.ts';
import type { PanelState } from '../protocol.ts';
import { bankCalls } from './bank-calls.ts';
import { BankDetails } from './bank-details.tsx';
import { transport } from './server-transport.ts';
import { SetRow } from './set-row.tsx';
import type { Banks } from './use-banks.ts';

/** An installed bank with its sets. User banks can be edited. */
export function BankCard({ bank, state, banks }: { bank: BankEntry; state: PanelState; banks: Banks }) {
  const [isEditing, setIsEditing] = useState(false);
  const { id, name, author, licence, isEditable, sets } = bank;
  const exportPath = `/banks/export/${encodeURIComponent(id)}`;
  return (
    <section class="card bank" aria-label={`Bank ${name}`} {...(isEditable && { 'data-editable-bank': id })}>
      <header>
        <h2 class="cut" title={name}>
          {name}
        </h2>
        <small>
          {[author, licence, `${sets.length} ${sets.length === 1 ? 'set' : 'sets'}`]
            .filter((part) => part !== null)
            .join(' · ')}
        </small>
        <div class="bank-buttons">
          <a
            class="plain"
            href={exportPath}
            download
            aria-label={`Export ${name}`}
            onClick={(event) => {
              const { saveFile } = transport;
              if (saveFile === undefined) return;
              event.preventDefault();
              void banks.run(`${name} exported`, () => saveFile(exportPath, isEditable ? id : `${id}.nrbank`));
            }}
          >
            Export
          </a>
          {isEditable && (
            <button
              type="button"
              class={isEditing ? 'plain on' : 'plain'}
              aria-pressed={isEditing}
              aria-label={`Edit ${name}`}
              onClick={() => setIsEditing(!isEditing)}
            >
              Edit
            </button>
          )}
        </div>
      </header>
      {isEditing && (
        <BankDetails
          bank={bank}
          onSave={(edit) => void banks.run(`${name} saved`, () => bankCalls.edit(id, edit))}
          onRemove={() => void banks.run(`${name} removed`, () => bankCalls.edit(id, { kind: 'remove-bank' }))}
        />
      )}
      <ul>
        {sets.map((set, position) => (
          <SetRow
            key={set.name}
            set={set}
            position={position}
            count={sets.length}
            isEditing={isEditing}
            isLatest={banks.latest?.bank === id && banks.latest.name === set.name}
            plays={{ A: state.setA === set.name, B: state.setB === set.name }}
            onPlay={(side) =>
              void banks.run(`${set.name} plays as set ${side}`, () => bankCalls.play(id, set.name, side))
            }
            onEdit={(edit, status) => void banks.run(status, () => bankCalls.edit(id, edit))}
          />
        ))}
      </ul>
    </section>
  );
}
