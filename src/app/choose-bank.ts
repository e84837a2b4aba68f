import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';

export interface BankChoice {
  /** The bank of the command line; `factory` for the factory bank. */
  readonly requested: string | undefined;
  /** The bank of the last session, by its absolute path; null for the factory bank. */
  readonly last: string | null;
  readonly onWarning: (line: string) => void;
}

/** Absolute path of the bank to play: the requested one, else the last one if it still exists; undefined for the factory bank. */
export async function chooseBank({ requested, last, onWarning }: BankChoice): Promise<string | undefined> {
  if (requested !== undefined) return requested === 'factory' ? undefined : resolve(requested);
  if (last === null) return undefined;
  const exists = await access(last, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (exists) return last;
  onWarning(`warning: the bank ${last} no longer exists, the factory bank plays`);
  return undefined;
}
