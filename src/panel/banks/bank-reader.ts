import type { Bank } from '../../descriptors/bank/bank.ts';
import { readBank } from '../../descriptors/bank/read-bank.ts';
import { missingBankError } from './bank-edits.ts';
import type { BankFiles } from './bank-files.ts';
import { withFileName } from './with-file-name.ts';

/** Id of the factory bank. */
export const FACTORY_ID = 'factory';

/**
 * Reads banks by id, and each file again only after it has changed.
 *
 * @param factory path of the factory bank
 */
export function createBankReader(files: BankFiles, factory: string): (id: string) => Promise<Bank> {
  const cache = new Map<string, { readonly stamp: string; readonly bank: Bank }>();
  let factoryBank: Bank | undefined;

  return async (id) => {
    if (id === FACTORY_ID) return (factoryBank ??= await readBank(factory));
    const stamp = await files.stampOf(id);
    if (stamp === undefined) throw missingBankError(id);
    const cached = cache.get(id);
    if (cached?.stamp === stamp) return cached.bank;
    const bank = await withFileName(id, files.pathOf(id), () => readBank(files.pathOf(id)));
    cache.set(id, { stamp, bank });
    return bank;
  };
}
