import { fetchCatalogBank, readCatalog } from '../../descriptors/bank/bank-catalog.ts';
import type { CatalogEntry } from '../../descriptors/bank/catalog-format.ts';
import { findSet } from '../../descriptors/bank/find-set.ts';
import type { OpenedBank } from '../../descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { type BankEntry, toBankEntry } from './bank-entry.ts';

/** The banks of catalogs, at a web address or in a folder. Nothing is installed. */
export interface CatalogBanks {
  listCatalog(location: string): Promise<readonly CatalogEntry[]>;
  /** Fetches a bank of a catalog and checks all of it. */
  preview(location: string, file: string): Promise<BankEntry>;
  /** A set to play before its bank is installed; the bank that was fetched last is not fetched again. */
  loadCatalogSet(location: string, file: string, name: string): Promise<DescriptorSet>;
}

export function createCatalogBanks(): CatalogBanks {
  /** Its curves stay packed. */
  let fetched: { readonly location: string; readonly file: string; readonly bank: OpenedBank } | undefined;

  async function fetchBank(location: string, file: string): Promise<OpenedBank> {
    const { bank } = await fetchCatalogBank(location, file);
    fetched = { location, file, bank };
    return bank;
  }

  return {
    listCatalog: readCatalog,
    preview: async (location, file) => toBankEntry(file, (await fetchBank(location, file)).index, false),
    loadCatalogSet: async (location, file, name) => {
      const isCached = fetched?.location === location && fetched.file === file;
      const bank = isCached && fetched ? fetched.bank : await fetchBank(location, file);
      return bank.readSet(findSet(bank.index, name));
    },
  };
}
