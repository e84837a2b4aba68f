import { NeurorackError } from '../../contracts/errors.ts';
import { readBank } from '../../descriptors/bank/read-bank.ts';
import { isSystemFault } from '../../files/file-fault.ts';

/** The user's own bank: sounds added without a bank, and edited sets. */
export const USER_BANK_FILE = 'my-sounds.nrbank';

/** Details of the user's own bank before its first set. */
export const USER_BANK = { name: 'My sounds', licence: 'not stated' };

/** Whether a bank file cannot be used because of its content. */
export async function isDamaged(path: string): Promise<boolean> {
  try {
    await readBank(path);
    return false;
  } catch (error) {
    return error instanceof NeurorackError && error.kind === 'bad-file' && !isSystemFault(error.cause);
  }
}
