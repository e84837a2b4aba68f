import { useState } from 'preact/hooks';
import type { BankEdit, BankEntry } from '../banks/bank-entry.ts';

/** Edits the name, author and licence of a bank, which are exported with it. */
export function BankDetails(props: { bank: BankEntry; onSave: (edit: BankEdit) => void; onRemove: () => void }) {
  const { bank, onSave, onRemove } = props;
  const [name, setName] = useState(bank.name);
  const [author, setAuthor] = useState(bank.author ?? '');
  const [licence, setLicence] = useState(bank.licence);
  const field = (label: string, value: string, set: (value: string) => void) => (
    <label>
      {label}
      <input type="text" value={value} maxLength={200} onInput={({ currentTarget }) => set(currentTarget.value)} />
    </label>
  );
  return (
    <form
      class="bank-details"
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ kind: 'edit-details', name: name.trim(), author: author.trim() || null, licence: licence.trim() });
      }}
    >
      {field('Name', name, setName)}
      {field('Author', author, setAuthor)}
      {field('Licence', licence, setLicence)}
      <div class="bank-buttons">
        <button type="submit" class="plain" disabled={name.trim() === '' || licence.trim() === ''}>
          Save
        </button>
        <button type="button" class="plain" aria-label={`Remove the bank ${bank.name}`} onClick={onRemove}>
          Remove bank
        </button>
      </div>
    </form>
  );
}
