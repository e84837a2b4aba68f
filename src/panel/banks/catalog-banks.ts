import { fetchCatalogBank, readCatalog } from '../../descriptors/bank/bank-catalog.ts';
import type { CatalogEntry } from '../../descriptors/bank/catalog-format.ts';
import type { DownloadAccess } from '../../descriptors/bank/download.ts';
import { findSet } from '../../descriptors/bank/find-set.ts';
import type { OpenedBank } from '../../descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { type BankEntry, toBankEntry } from './bank-entry.ts';

/** The banks of catalogs, at a web address or in a folder. Nothing is installed. */
export interface CatalogBanks {
  listCatalog(location: string, access: DownloadAccess): Promise<readonly CatalogEntry[]>;
  /** Fetches a bank of a catalog and checks all of it. */
  preview(location: string, file: string, access: DownloadAccess): Promise<BankEntry>;
  /** A set to play before its bank is installed; the bank that was fetched last is not fetched again. */
  loadCatalogSet(location: string, file: string, name: string, access: DownloadAccess): Promise<DescriptorSet>;
}

export function createCatalogBanks(): CatalogBanks {
  /** Its curves stay packed. */
  let fetched:
    | { readonly location: string; readonly file: string; readonly access: DownloadAccess; readonly bank: OpenedBank }
    | undefined;

  async function fetchBank(location: string, file: string, access: DownloadAccess): Promise<OpenedBank> {
    const { bank } = await fetchCatalogBank(location, file, { access });
    fetched = { location, file, access, bank };
    return bank;
  }

  return {
    listCatalog: (location, access) => readCatalog(location, { access }),
    preview: async (location, file, access) =>
      toBankEntry(file, (await fetchBank(location, file, access)).index, false),
    loadCatalogSet: async (location, file, name, access) => {
      const isCached = fetched?.location === location && fetched.file === file && fetched.access === access;
      const bank = isCached && fetched ? fetched.bank : await fetchBank(location, file, access);
      return bank.readSet(findSet(bank.index, name));
    },
  };
}
