import type { Accelerator } from '../../contracts/accelerator.ts';
import type { Model } from '../../model/family.ts';
import { openSession } from '../../model/open-session.ts';

/** Times from the files of a model to a warm network, ms. */
export interface ColdModel {
  readonly filesMs: number;
  readonly openMs: number;
  readonly warmUpMs: number;
}

/**
 * Opens a model once more, as a render thread does, and times it. The accelerator's library is already loaded: its loading counts in the
 * start of the process.
 *
 * @param load reads the manifest
 * @throws NeurorackError as `openSession`
 */
export async function measureColdModel(accelerator: Accelerator, load: () => Promise<Model>): Promise<ColdModel> {
  const began = performance.now();
  const model = await load();
  let openedAt = Number.NaN;
  let openMs = 0;
  const timed: Accelerator = {
    name: accelerator.name,
    compilesFrom: accelerator.compilesFrom,
    open: async (artifact) => {
      const since = performance.now();
      const session = await accelerator.open(artifact);
      openedAt = performance.now();
      openMs = openedAt - since;
      return session;
    },
  };
  const session = await openSession(model, timed);
  const ended = performance.now();
  await session.close();
  return { filesMs: openedAt - openMs - began, openMs, warmUpMs: ended - openedAt };
}
