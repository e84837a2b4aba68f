import type { Bank } from '../../descriptors/bank/bank.ts';
import { listShelf, previewFromShelf } from '../../descriptors/bank/bank-catalog.ts';
import type { ShelfEntry } from '../../descriptors/bank/catalog-format.ts';
import { pickSets } from '../../descriptors/bank/edit-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { type BankEntry, entryOf } from './bank-entry.ts';

/** The banks that others offer; nothing of them is kept. */
export interface ShelfBanks {
  shelf(place: string): Promise<readonly ShelfEntry[]>;
  /** A bank of a shelf, fetched and checked whole. */
  preview(place: string, file: string): Promise<BankEntry>;
  /** One of its sets, to be heard before it is installed; the bank that was looked into last is not fetched again. */
  setFromShelf(place: string, file: string, name: string): Promise<DescriptorSet>;
}

export function createShelfBanks(): ShelfBanks {
  let seen: { readonly place: string; readonly file: string; readonly bank: Bank } | undefined;

  async function look(place: string, file: string): Promise<Bank> {
    const bank = await previewFromShelf(place, file);
    seen = { place, file, bank };
    return bank;
  }

  return {
    shelf: listShelf,
    preview: async (place, file) => entryOf(file, await look(place, file), false),
    setFromShelf: async (place, file, name) => {
      const bank = seen?.place === place && seen.file === file ? seen.bank : await look(place, file);
      return pickSets(bank, [name]).sets[0];
    },
  };
}
