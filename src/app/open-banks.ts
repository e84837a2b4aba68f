import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instrument } from '../instrument/instrument.ts';
import type { PanelBanks } from '../panel/bank-routes.ts';
import type { BankClient } from '../panel/banks/bank-client.ts';
import { USER_BANK_FILE } from '../panel/banks/user-bank.ts';
import type { PanelCurves } from '../panel/set-routes.ts';
import { withBankSteps } from './bank-steps.ts';

export interface OpenBanks extends PanelBanks {
  /** The sets with editable curves. */
  readonly curves: PanelCurves;
  /**
   * Restores sets of the last session that are in the user's own banks, unless others were selected since; then adds the sets of
   * 'My sounds'.
   */
  recall(names: SetNames): Promise<void>;
  close(): Promise<void>;
}

interface SetNames {
  readonly setA: string;
  readonly setB: string;
}

export interface OpenBanksOptions {
  readonly library: BankClient;
  /** Folder of the banks. */
  readonly folder: string;
  /** Folder of uploads until they are checked. */
  readonly uploadFolder: string;
  readonly onMessage: (sentence: string) => void;
}

/** Connects an instrument with its banks. Their thread starts with the first request. */
export function openBanks(
  instrument: Pick<Instrument, 'putSet' | 'audition' | 'auditionChosen' | 'change' | 'patch' | 'sets' | 'history'>,
  { library: banks, folder, uploadFolder, onMessage }: OpenBanksOptions,
): OpenBanks {
  banks.onMessage(onMessage);
  const { library, takenBack } = withBankSteps(banks, instrument.history);

  const play: PanelBanks['play'] = (set, side) => {
    instrument.putSet(set);
    if (side === null) return set.name;
    instrument.change({ [side === 'A' ? 'setA' : 'setB']: set.name });
    return set.name;
  };

  const isOffered = (name: string): boolean => instrument.sets.some((set) => set.name === name);

  async function recallSelected(names: SetNames): Promise<void> {
    const first = { setA: instrument.patch.setA, setB: instrument.patch.setB };
    if (isOffered(names.setA) && isOffered(names.setB)) return;
    const { banks } = await library.list();
    for (const [key, side] of [['setA', 'A'] as const, ['setB', 'B'] as const]) {
      const name = names[key];
      const bank = banks.find(({ isEditable, sets }) => isEditable && sets.some((set) => set.name === name));
      if (isOffered(name) || bank === undefined) continue;
      const set = await library.loadSet(bank.id, name);
      if (instrument.patch[key] === first[key]) play(set, side);
    }
  }

  /** Adds the sets that the user dropped or drew. */
  async function offerUserSets(): Promise<void> {
    const hasUserBank = await access(join(folder, USER_BANK_FILE)).then(
      () => true,
      () => false,
    );
    if (!hasUserBank) return;
    const { banks } = await library.list();
    for (const { name } of banks.find(({ id }) => id === USER_BANK_FILE)?.sets ?? []) {
      if (!isOffered(name)) play(await library.loadSet(USER_BANK_FILE, name), null);
    }
  }

  return {
    library,
    uploadFolder,
    takenBack,
    play: (set, side) => {
      const name = play(set, side);
      if (side !== null) instrument.auditionChosen(side);
      return name;
    },
    curves: {
      library,
      sets: () => instrument.sets,
      put: (set) => instrument.putSet(set),
      audition: (set) => instrument.audition(set),
    },
    recall: async (names) => {
      await recallSelected(names);
      await offerUserSets();
    },
    close: library.close,
  };
}
