import type { Accelerator } from '../contracts/accelerator.ts';
import type { ModelProgramSpec, OpenProgram, Program, SoundProgramSpec } from '../engine/program.ts';
import { FAMILIES } from '../families/families.ts';
import { createModelLibrary } from '../model/model-library.ts';
import { createLiveVoice } from '../voice/live-voice.ts';
import { createSamplePlayer } from '../voice/sample-player.ts';

/** Makes what a render thread plays: a live voice on the accelerator, or a player of a sound made beforehand. */
export const openProgram: OpenProgram = async (repertoire, accelerator) =>
  repertoire.kind === 'sound' ? openSound(repertoire) : openModel(repertoire, accelerator);

function openSound(repertoire: SoundProgramSpec): Program {
  return { renderer: createSamplePlayer(repertoire), handle: () => undefined, close: async () => undefined };
}

async function openModel(repertoire: ModelProgramSpec, accelerator: Accelerator): Promise<Program> {
  const { modelsDirectory, model: name, seed, patch: repertory, map } = repertoire;
  const models = createModelLibrary({ directory: modelsDirectory, families: FAMILIES, accelerator });
  const model = await models.load(name);
  const session = await models.open(model);
  const voice = await createLiveVoice({
    model,
    session,
    seed,
    patch: repertory,
    map,
    clock: () => performance.now(),
  });
  return {
    renderer: voice,
    handle: (order) => {
      if (order.kind === 'patch') voice.setPatch(order.patch);
      else if (order.kind === 'map') voice.setMap(order.map);
    },
    join: (elapsed) => voice.join(elapsed),
    times: () => {
      const { networkMs, dspMs } = voice.meters;
      return { networkUs: 1000 * networkMs, dspUs: 1000 * dspMs };
    },
    close: () => session.close(),
  };
}
