import type { Accelerator } from '../contracts/accelerator.ts';
import type { OpenPerformer, Performer } from '../engine/render-thread.ts';
import type { ModelRepertoire, SoundRepertoire } from '../engine/thread-data.ts';
import { sincNsf } from '../families/sinc-nsf/manifest.ts';
import { createModelLibrary } from '../model/model-library.ts';
import { createLiveVoice } from '../voice/live-voice.ts';
import { createSamplePlayer } from '../voice/sample-player.ts';

/** Makes what a render thread plays: a live voice on the accelerator, or a player of a sound made beforehand. */
export const openPerformer: OpenPerformer = async (repertoire, accelerator) =>
  repertoire.kind === 'sound' ? openSound(repertoire) : openModel(repertoire, accelerator);

function openSound(repertoire: SoundRepertoire): Performer {
  return { player: createSamplePlayer(repertoire), obey: () => undefined, close: async () => undefined };
}

async function openModel(repertoire: ModelRepertoire, accelerator: Accelerator): Promise<Performer> {
  const { modelsDirectory, model: name, seed, repertory, map } = repertoire;
  const models = createModelLibrary({ directory: modelsDirectory, families: [sincNsf], accelerator });
  const model = await models.load(name);
  const session = await models.open(model);
  const voice = await createLiveVoice({
    model: model.manifest,
    session,
    seed,
    repertory,
    map,
    clock: () => performance.now(),
  });
  return {
    player: voice,
    obey: (order) => {
      if (order.kind === 'repertory') voice.configure(order.repertory);
      else if (order.kind === 'map') voice.learn(order.map);
    },
    join: (elapsed) => voice.join(elapsed),
    times: () => {
      const { networkMs, dspMs } = voice.meters;
      return { networkUs: 1000 * networkMs, dspUs: 1000 * dspMs };
    },
    close: () => session.close(),
  };
}
