import { resolve } from 'node:path';
import type { Container } from 'inversify';
import type { AudioJacks } from '../contracts/audio-jacks.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { LatentMotionSettings } from '../control/latent-motion-settings.ts';
import { DEFAULT_PATCH, type Patch } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import { MAX_VOICES, type VoiceSettings } from '../control/voices.ts';
import type { Bank } from '../descriptors/bank/bank.ts';
import { readBank } from '../descriptors/bank/read-bank.ts';
import { BLOCK_SIZES, type BlockSize } from '../engine/latency.ts';
import type { NetworkPlace } from '../engine/network-plan.ts';
import { startEngine } from '../engine/threads/threaded-engine.ts';
import type { InstrumentOptions } from '../instrument/instrument.ts';
import type { Model } from '../model/family.ts';
import type { ModelLibrary } from '../model/model-library.ts';
import type { ListedModel } from '../model/model-list.ts';
import { performedChoices } from '../ui/performed-choices.ts';
import type { AvailableNames, PlayChoice } from '../ui/play-choice.ts';
import { offeredModels } from './choose-model.ts';
import { chooseSets, type SetRequest } from './choose-sets.ts';
import { checkVoices } from './choose-voices.ts';
import { factoryBank } from './installation.ts';
import { createLatentSpaces } from './latent-spaces.ts';
import { factsOf, NO_MODEL } from './model-facts.ts';
import { SERVICES } from './services.ts';
import { modelsByName, withEncodedSets } from './set-encoders.ts';
import { readStartUpSound } from './start-up-sound.ts';

/** Options of a command that plays. */
export interface PlayRequest extends SetRequest, Pick<Patch, 'model' | 'gateMode' | 'loopMode'> {
  /** The board that this build has to be for; any when absent. */
  readonly board?: string | undefined;
  /** One of the target's `accelerators`; its own choice when absent. */
  readonly accelerator?: string | undefined;
  /** Where the network runs. Default 'auto'. */
  readonly network?: NetworkPlace | undefined;
  /** Name of the audio sink. */
  readonly audio: string;
  /** Whether silence plays while the sink is missing. */
  readonly isSinkOptional?: boolean;
  /** The bank's content where it has been read already. */
  readonly bankContent?: Bank | undefined;
  /** Returns what plays where the factory bank cannot be read; without it such a bank is an error. */
  readonly replaceFactoryBank?: (fault: unknown) => Bank;
  /** The models of the library where they have been listed already. */
  readonly listed?: readonly ListedModel[];
  /** Whether the instrument starts without the model when it cannot be loaded. */
  readonly isModelOptional?: boolean;
  readonly seconds?: number | undefined;
  /** How many sounds play at a time; one by default. */
  readonly voiceSettings?: VoiceSettings | undefined;
  /** Whether more voices than the board can play are an error; otherwise it plays as many as it can. */
  readonly hasVoicesGiven?: boolean;
  /** Inputs of a sound card in place of the board's jacks. */
  readonly audioJacks?: AudioJacks | undefined;
  readonly block: number;
  /** Wished frames of the device's buffer. */
  readonly bufferFrames?: number | undefined;
  /** The master volume, dB. Default 0. */
  readonly volume?: number | undefined;
  readonly seed: number;
  readonly performance?: Performance | undefined;
  /** Patch and control settings of the last session. */
  readonly lastSession?:
    | (Pick<Patch, 'setA' | 'setB' | 'source' | 'offsets'> & {
        readonly control: ControlSettings;
        readonly latents?: LatentMotionSettings | undefined;
      })
    | undefined;
}

/**
 * Loads everything that an instrument needs to start.
 *
 * @throws NeurorackError for an unknown board, sink, model, bank or set, naming what exists; those of `readBank` and `findSet`
 */
export async function preparePlay(container: Container, request: PlayRequest): Promise<InstrumentOptions> {
  const block = checkRequest(container, request);
  const models = container.get(SERVICES.models);
  const { engine: threadFile } = container.get(SERVICES.threadFiles);
  const prepared = container.get(SERVICES.preparedThreads);
  const [listed, bank] = await Promise.all([
    request.listed ?? models.list(),
    request.bankContent ?? readRequestedBank(request),
  ]);
  const model = await modelOf(models, request, listed);
  const { sampleRate, latencyFrames, analysis, stats } = model === undefined ? NO_MODEL : factsOf(model);
  const { a, b, sets } = await chooseSets(request, bank, analysis);
  const playable = offeredModels(listed);
  const modelNames = playable.includes(request.model) ? playable : [request.model, ...playable];
  const { source, offsets } = request.lastSession ?? DEFAULT_PATCH;
  const { gateMode, loopMode, seed, voiceSettings: voices } = request;
  const names = { model: request.model, setA: a.name, setB: b.name };
  const patch: Patch = { ...names, source, gateMode, loopMode, offsets, ...(voices && { voices }) };
  if (request.audio.startsWith('wav:')) {
    refuseModelChange(request.performance, patch, { sets: sets.map(({ name }) => name), models: modelNames });
  }
  const isFactorySet = request.bank === undefined && bank.sets.includes(a);
  const startUpSound = isFactorySet
    ? await readStartUpSound({ model: request.model, set: a.name, seed, sampleRate, latencyFrames })
    : undefined;
  const known = modelsByName({ container, model, name: request.model, listed });
  return {
    startEngine: await withEncodedSets((options) => startEngine({ ...options, threadFile, prepared }), {
      models: known,
      name: request.model,
      sets,
      first: [a, b],
      bank,
    }),
    modelsDirectory: models.directory,
    accelerator: request.accelerator,
    network: request.network,
    sampleRate,
    startUpSound,
    hasFallback: container.get(SERVICES.target).createFallback !== undefined,
    block,
    maxVoices: container.get(SERVICES.board).voices,
    latencyFrames,
    sink: request.audio,
    isSinkOptional: request.isSinkOptional,
    bufferFrames: request.bufferFrames,
    listAudioDevices: container.get(SERVICES.target).listAudioDevices,
    volumeDb: request.volume,
    audioJacks: request.audioJacks,
    hasJacks: container.get(SERVICES.board).panel?.cv !== undefined || hasCvChannel(request.audioJacks),
    seconds: request.seconds,
    performance: request.performance,
    settings: request.lastSession?.control ?? DEFAULT_CONTROL_SETTINGS,
    seed,
    patch,
    sets,
    stats,
    latents: createLatentSpaces({ modelOf: known.modelOf, encoderOf: known.encoderOf, bank: bank.sets }),
    latentMotion: request.lastSession?.latents,
    models: modelNames,
  };
}

async function readRequestedBank({ bank, replaceFactoryBank }: PlayRequest): Promise<Bank> {
  if (bank !== undefined || replaceFactoryBank === undefined) return readBank(bank ?? factoryBank());
  return readBank(factoryBank()).catch(replaceFactoryBank);
}

/** The model of a request: the library's, which has been read, else one that is loaded by its path; undefined where it is optional and cannot be loaded. */
async function modelOf(
  models: ModelLibrary,
  { model: name, isModelOptional = false }: PlayRequest,
  listed: readonly ListedModel[],
): Promise<Model | undefined> {
  const found = listed.find(({ folder }) => folder === resolve(models.directory, name));
  if (found?.model !== undefined) return found.model;
  if (isModelOptional && found?.error !== undefined) return undefined;
  try {
    return await models.load(name);
  } catch (error) {
    if (isModelOptional) return undefined;
    throw error;
  }
}

/** Checks board, sink and block of a request; returns the block. */
function checkRequest(container: Container, request: PlayRequest): BlockSize {
  const { board, audio, seconds, block, voiceSettings, hasVoicesGiven = false } = request;
  const { id, voices: max = MAX_VOICES } = container.get(SERVICES.board);
  if (board !== undefined && board !== id) {
    throw new NeurorackError('usage', `this build has no board '${board}'`, {
      remedy: `use --board ${id}, or a build for that board`,
    });
  }
  if (voiceSettings !== undefined && hasVoicesGiven) checkVoices(voiceSettings, { id, max });
  // Throws for a sink that does not exist; the audio thread opens its own.
  container.get(SERVICES.target).createAudioSink(audio);
  if (audio.startsWith('wav:') && seconds === undefined) {
    throw new NeurorackError('usage', 'the file would have no end', {
      remedy: 'give its length with --seconds, or play a performance file with --perform',
    });
  }
  const size = BLOCK_SIZES.find((one) => one === block);
  if (size === undefined) {
    throw new NeurorackError('usage', `there is no block of ${block}`, {
      remedy: `choose one of ${BLOCK_SIZES.join(', ')}`,
    });
  }
  return size;
}

/** Refuses a performance that changes the model: a model warms up in wall-clock time, so the file would differ from run to run. */
function refuseModelChange(
  performance: Performance | undefined,
  names: PlayChoice['names'],
  available: AvailableNames,
): void {
  const change = performedChoices(performance?.knob ?? [], names, available).find(
    ({ choice }) => choice.names.model !== names.model,
  );
  if (change === undefined) return;
  const { seconds, choice } = change;
  throw new NeurorackError('bad-input', `at ${seconds} s the knob selects the model '${choice.names.model}'`, {
    remedy: `one model plays a file: leave the knob at the sets, or add --model ${choice.names.model}`,
  });
}

function hasCvChannel(jacks: AudioJacks | undefined): boolean {
  return jacks !== undefined && Object.keys(jacks.channels).some((jack) => jack.startsWith('cv'));
}
