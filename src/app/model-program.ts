import type { InferenceSession } from '../contracts/accelerator.ts';
import type { NeurorackError } from '../contracts/errors.ts';
import { DEFAULT_VOICES, playedVoices } from '../control/voices.ts';
import type { NetworkPlan } from '../engine/network-plan.ts';
import type { ModelProgramSpec, Program } from '../engine/program.ts';
import type { Model } from '../model/family.ts';
import { shareSession } from '../model/shared-session.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { hasQueue } from '../voice/ahead-network.ts';
import { createLiveVoice, type LiveVoice } from '../voice/live-voice.ts';
import { createPolyVoice, type PolyVoice } from '../voice/poly-voice.ts';

export interface OpenModel {
  readonly model: Model;
  readonly session: InferenceSession;
  /** The model's, where it was created already. */
  readonly synthesizer?: Synthesizer | undefined;
  /** Of a session on a thread of its own. */
  readonly plan?: NetworkPlan | undefined;
  /** Why the network cannot be played live. */
  readonly refusal?: NeurorackError | undefined;
  /** How many voices can be played live. Default: all. */
  readonly limit?: Pick<NetworkPlan, 'voices' | 'fewerVoices'> | undefined;
  /** Sessions of further voices, where each has a thread of its own; the voices share `session` otherwise. */
  readonly further?: readonly InferenceSession[] | undefined;
}

type PlayedSpec = Pick<ModelProgramSpec, 'seed' | 'patch' | 'map' | 'axes' | 'voices'>;

/** Creates the program of a model whose network is open: a live voice, or several. Closing it closes the sessions. */
export async function createModelProgram(spec: PlayedSpec, open: OpenModel): Promise<Program> {
  const { session, plan, refusal, limit, further = [] } = open;
  const voice = await createVoices(spec, open);
  const read = { ...voice.meters };
  let fewerVoices: string | undefined;
  return {
    renderer: voice,
    get notice() {
      return session.notice ?? fewerVoices ?? plan?.notice;
    },
    handle: (command) => {
      if (command.kind === 'patch') voice.setPatch(command.patch);
      else if (command.kind === 'map') voice.setMap(command.map);
    },
    join: (elapsed) => voice.join(elapsed),
    setLive: (isLive) => {
      if (isLive && refusal !== undefined) throw refusal;
      voice.setLive(isLive);
      // In a file, each run is waited for.
      if (!isLive || limit === undefined || !('limit' in voice)) return;
      voice.limit(limit.voices);
      fewerVoices = limit.fewerVoices;
    },
    readTimes: (into) => {
      voice.readMeters(read);
      into.networkUs = 1000 * read.networkMs;
      into.dspUs = 1000 * read.dspMs;
      into.runs = read.blocks;
      into.missed = read.missed;
    },
    hopUs: plan?.hopUs,
    close: async () => {
      await Promise.all([session, ...further].map((one) => one.close()));
    },
  };
}

function createVoices(
  { voices = DEFAULT_VOICES, ...spec }: PlayedSpec,
  { model, session, synthesizer, plan, further = [] }: OpenModel,
): Promise<LiveVoice | PolyVoice> {
  const { seed, patch, map, axes } = spec;
  const clock = (): number => performance.now();
  const shared = { model, synthesizer, seed, patch, map, axes, clock, ahead: plan?.ahead };
  const count = playedVoices(voices);
  if (voices.mode === 'mono') return createLiveVoice({ ...shared, session });
  const sessions = hasQueue(session) ? [session, ...further] : shareSession(session, count);
  return createPolyVoice({ ...shared, sessions, alternates: voices.mode === 'alternate' });
}
