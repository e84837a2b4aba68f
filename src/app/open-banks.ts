import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instrument } from '../instrument/instrument.ts';
import type { PanelBanks } from '../panel/bank-routes.ts';
import { USER_BANK_FILE } from '../panel/banks/bank-library.ts';
import { createBankWorker } from '../panel/banks/bank-worker.ts';
import type { PanelCurves } from '../panel/set-routes.ts';
import { stateHome } from '../state/home.ts';
import { factoryBank } from './find-set.ts';
import { installationRoot } from './installation.ts';

export interface OpenBanks extends PanelBanks {
  /** The sets whose curves may be edited. */
  readonly curves: PanelCurves;
  /** Plays sets that were chosen the last time and are in a bank of one's own, unless others were chosen meanwhile; offers 'My sounds'. */
  recall(names: { readonly setA: string; readonly setB: string }): Promise<void>;
  close(): Promise<void>;
}

/** The banks beside the settings, worked on by a thread of their own, which starts when somebody asks for them. */
export async function openBanks(
  instrument: Pick<Instrument, 'putSet' | 'audition' | 'change' | 'patch' | 'sets'>,
): Promise<OpenBanks> {
  const folder = join(stateHome(process.env), 'banks');
  const incoming = join(folder, '.incoming');
  // What was on its way when the instrument ended.
  await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
  const threadFile = join(installationRoot(), 'dist', 'cli', 'bank-thread.js');
  const library = createBankWorker({ folder, factory: factoryBank(), threadFile });

  const play: PanelBanks['play'] = (set, side) => {
    instrument.putSet(set);
    if (side !== null) instrument.change({ [side === 'A' ? 'setA' : 'setB']: set.name });
    return set.name;
  };

  const isOffered = (name: string): boolean => instrument.sets.some((set) => set.name === name);

  async function recallChosen(names: Parameters<OpenBanks['recall']>[0]): Promise<void> {
    const first = { setA: instrument.patch.setA, setB: instrument.patch.setB };
    if (isOffered(names.setA) && isOffered(names.setB)) return;
    const { banks } = await library.list();
    for (const [key, side] of [['setA', 'A'] as const, ['setB', 'B'] as const]) {
      const name = names[key];
      const bank = banks.find(({ isEditable: isOwn, sets }) => isOwn && sets.some((set) => set.name === name));
      if (isOffered(name) || bank === undefined) continue;
      const set = await library.loadSet(bank.id, name);
      if (instrument.patch[key] === first[key]) play(set, side);
    }
  }

  /** What was dropped in or drawn is there again. */
  async function offerOwn(): Promise<void> {
    const isThere = await access(join(folder, USER_BANK_FILE)).then(
      () => true,
      () => false,
    );
    if (!isThere) return;
    const { banks } = await library.list();
    for (const { name } of banks.find(({ id }) => id === USER_BANK_FILE)?.sets ?? []) {
      if (!isOffered(name)) play(await library.loadSet(USER_BANK_FILE, name), null);
    }
  }

  return {
    library,
    uploadFolder: incoming,
    play,
    curves: { library, sets: () => instrument.sets, put: instrument.putSet, audition: instrument.audition },
    recall: async (names) => {
      await recallChosen(names);
      await offerOwn();
    },
    close: library.close,
  };
}
