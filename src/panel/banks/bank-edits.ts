import { NeurorackError } from '../../contracts/errors.ts';
import type { Bank } from '../../descriptors/bank/bank.ts';
import { moveSet, removeSet, renameSet } from '../../descriptors/bank/edit-bank.ts';
import type { BankEdit } from './bank-entry.ts';

/** An edit that does not remove the bank. */
export type SetEdit = Exclude<BankEdit, { kind: 'remove-bank' }>;

/**
 * The bank after an edit.
 *
 * @throws NeurorackError 'bad-input', and the errors of `renameSet`, `moveSet`, `removeSet`
 */
export function applyEdit(bank: Bank, edit: SetEdit): Bank {
  switch (edit.kind) {
    case 'rename-set':
      return renameSet(bank, edit.set, edit.to);
    case 'move-set':
      return moveSet(bank, edit.set, edit.position);
    case 'remove-set':
      return removeSet(bank, edit.set);
    case 'edit-details': {
      const { name, author, licence } = edit;
      return { name, licence, sets: bank.sets, ...(author === null ? {} : { author }) };
    }
  }
}

/** Label of the undo button for this edit. */
export function undoLabelOf(edit: SetEdit): string {
  if (edit.kind === 'edit-details') return `editing the details of ${edit.name}`;
  const words = { 'rename-set': 'renaming', 'move-set': 'moving', 'remove-set': 'removing' };
  return `${words[edit.kind]} ${edit.set}`;
}

export function readOnlyBankError(): NeurorackError {
  return new NeurorackError('bad-input', 'the factory bank is read-only', {
    remedy: 'export it and import the copy, which you can edit',
  });
}

export function missingBankError(id: string): NeurorackError {
  return new NeurorackError('bad-input', `the bank ${id} no longer exists`, {
    remedy: 'it was removed in another browser or from the disk; choose another',
  });
}
