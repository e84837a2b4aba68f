import type { InferenceSession } from '../contracts/accelerator.ts';
import type { NeurorackError } from '../contracts/errors.ts';
import type { NetworkPlan } from '../engine/network-plan.ts';
import type { ModelProgramSpec, Program } from '../engine/program.ts';
import type { Model } from '../model/family.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { createLiveVoice } from '../voice/live-voice.ts';

export interface OpenModel {
  readonly model: Model;
  readonly session: InferenceSession;
  /** The model's, where it was created already. */
  readonly synthesizer?: Synthesizer | undefined;
  /** Of a session on a thread of its own. */
  readonly plan?: NetworkPlan | undefined;
  /** Why the network cannot be played live. */
  readonly refusal?: NeurorackError | undefined;
}

/** Creates the program of a model whose network is open: a live voice. Closing it closes the session. */
export async function createModelProgram(
  { seed, patch, map, axes }: Pick<ModelProgramSpec, 'seed' | 'patch' | 'map' | 'axes'>,
  { model, session, synthesizer, plan, refusal }: OpenModel,
): Promise<Program> {
  const clock = (): number => performance.now();
  const ahead = plan?.ahead;
  const voice = await createLiveVoice({ model, session, synthesizer, seed, patch, map, axes, clock, ahead });
  const read = { ...voice.meters };
  return {
    renderer: voice,
    notice: session.notice ?? plan?.notice,
    handle: (command) => {
      if (command.kind === 'patch') voice.setPatch(command.patch);
      else if (command.kind === 'map') voice.setMap(command.map);
    },
    join: (elapsed) => voice.join(elapsed),
    setLive: (isLive) => {
      if (isLive && refusal !== undefined) throw refusal;
      voice.setLive(isLive);
    },
    readTimes: (into) => {
      voice.readMeters(read);
      into.networkUs = 1000 * read.networkMs;
      into.dspUs = 1000 * read.dspMs;
      into.runs = read.blocks;
      into.missed = read.missed;
    },
    hopUs: plan?.hopUs,
    close: () => session.close(),
  };
}
