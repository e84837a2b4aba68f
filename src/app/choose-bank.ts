import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bank } from '../descriptors/bank/bank.ts';
import { readBank } from '../descriptors/bank/read-bank.ts';
import { sentenceOf } from './sentence-of.ts';

export interface BankChoice {
  /** The bank of the command line; `factory` for the factory bank. */
  readonly requested: string | undefined;
  /** The bank of the last session, by its absolute path; null for the factory bank. */
  readonly last: string | null;
  readonly onWarning: (line: string) => void;
}

export interface ChosenBank {
  /** Absolute path; undefined for the factory bank. */
  readonly path: string | undefined;
  /** The content of the last session's bank, which has been read to choose it. */
  readonly content?: Bank;
}

/** The bank to play: the requested one, else the last one if it can be read, else the factory bank. */
export async function chooseBank({ requested, last, onWarning }: BankChoice): Promise<ChosenBank> {
  if (requested !== undefined) return { path: requested === 'factory' ? undefined : resolve(requested) };
  if (last === null) return { path: undefined };
  try {
    // A pipe or a device would be read without an end.
    if ((await stat(last)).isFile()) return { path: last, content: await readBank(last) };
    onWarning(`warning: ${last} is no bank, the factory bank plays`);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    onWarning(
      isMissing
        ? `warning: the bank ${last} no longer exists, the factory bank plays`
        : `warning: the bank ${last} cannot be read, the factory bank plays: ${sentenceOf(error)}`,
    );
  }
  return { path: undefined };
}
