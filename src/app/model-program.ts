import type { InferenceSession } from '../contracts/accelerator.ts';
import type { ModelProgramSpec, Program } from '../engine/program.ts';
import type { Model } from '../model/family.ts';
import { createLiveVoice } from '../voice/live-voice.ts';

/** Creates the program of a model whose network is open: a live voice. Closing it closes the session. */
export async function createModelProgram(
  { seed, patch, map }: Pick<ModelProgramSpec, 'seed' | 'patch' | 'map'>,
  { model, session }: { readonly model: Model; readonly session: InferenceSession },
): Promise<Program> {
  const voice = await createLiveVoice({ model, session, seed, patch, map, clock: () => performance.now() });
  return {
    renderer: voice,
    notice: session.notice,
    handle: (command) => {
      if (command.kind === 'patch') voice.setPatch(command.patch);
      else if (command.kind === 'map') voice.setMap(command.map);
    },
    join: (elapsed) => voice.join(elapsed),
    times: () => {
      const { networkMs, dspMs } = voice.meters;
      return { networkUs: 1000 * networkMs, dspUs: 1000 * dspMs };
    },
    close: () => session.close(),
  };
}
