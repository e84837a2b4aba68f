import type { Bank } from '../../descriptors/bank/bank.ts';
import { previewCatalogBank, readCatalog } from '../../descriptors/bank/bank-catalog.ts';
import type { CatalogEntry } from '../../descriptors/bank/catalog-format.ts';
import { pickSets } from '../../descriptors/bank/edit-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { type BankEntry, toBankEntry } from './bank-entry.ts';

/** The banks that others offer; nothing of them is kept. */
export interface CatalogBanks {
  listCatalog(place: string): Promise<readonly CatalogEntry[]>;
  /** A bank of a shelf, fetched and checked whole. */
  preview(place: string, file: string): Promise<BankEntry>;
  /** One of its sets, to be heard before it is installed; the bank that was looked into last is not fetched again. */
  loadCatalogSet(place: string, file: string, name: string): Promise<DescriptorSet>;
}

export function createCatalogBanks(): CatalogBanks {
  let seen: { readonly place: string; readonly file: string; readonly bank: Bank } | undefined;

  async function look(place: string, file: string): Promise<Bank> {
    const bank = await previewCatalogBank(place, file);
    seen = { place, file, bank };
    return bank;
  }

  return {
    listCatalog: readCatalog,
    preview: async (place, file) => toBankEntry(file, await look(place, file), false),
    loadCatalogSet: async (place, file, name) => {
      const bank = seen?.place === place && seen.file === file ? seen.bank : await look(place, file);
      return pickSets(bank, [name]).sets[0];
    },
  };
}
