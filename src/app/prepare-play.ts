import { basename } from 'node:path';
import type { Container } from 'inversify';
import { NeurorackError } from '../contracts/errors.ts';
import { DEFAULT_PATCH, type Patch } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import { readBank } from '../descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { BLOCK_SIZES } from '../engine/latency.ts';
import type { InstrumentOptions } from '../instrument/instrument.ts';
import { analysisOf } from '../model/analysis-settings.ts';
import { performedChoices } from '../ui/performed-choices.ts';
import type { AvailableNames, PlayChoice } from '../ui/play-choice.ts';
import { findSet } from './find-set.ts';
import { factoryBank } from './installation.ts';
import { SERVICES } from './services.ts';
import { readStartUpSound } from './start-up-sound.ts';

/** What a command line says of playing. */
export interface PlayRequest extends Pick<Patch, 'model' | 'gateMode' | 'loopMode'> {
  readonly board?: string | undefined;
  readonly audio: string;
  readonly seconds?: number | undefined;
  readonly block: number;
  readonly set?: string | undefined;
  readonly setB?: string | undefined;
  readonly bank?: string | undefined;
  readonly seed: number;
  readonly performance?: Performance | undefined;
  /** Names of the sets of the last time, and how the jacks acted; a set that is not there any more is not missed. */
  readonly lastSession?:
    | (Pick<Patch, 'setA' | 'setB' | 'source' | 'offsets'> & { readonly control: ControlSettings })
    | undefined;
}

/**
 * Finds all that playing needs, before anything sounds.
 *
 * @throws NeurorackError for an unknown board, sink, model, bank or set, naming what exists; those of `readBank` and `findSet`
 */
export async function preparePlay(container: Container, asked: PlayRequest): Promise<InstrumentOptions> {
  const board = container.get(SERVICES.board);
  const target = container.get(SERVICES.target);
  const models = container.get(SERVICES.models);
  if (asked.board !== undefined && asked.board !== board.id) {
    throw new NeurorackError('usage', `this build has no board '${asked.board}'`, {
      remedy: `use --board ${board.id}, or a build for that board`,
    });
  }
  // Refuses a sink that does not exist; it is opened by its own thread.
  target.createAudioSink(asked.audio);
  if (asked.audio.startsWith('wav:') && asked.seconds === undefined) {
    throw new NeurorackError('usage', 'a file would be written without end', {
      remedy: 'say how long with --seconds, or play a performance file with --perform',
    });
  }
  const block = BLOCK_SIZES.find((size) => size === asked.block);
  if (block === undefined) {
    throw new NeurorackError('usage', `there is no block of ${asked.block}`, {
      remedy: `choose one of ${BLOCK_SIZES.join(', ')}`,
    });
  }
  const model = await models.load(asked.model);
  const listed = (await models.list()).filter(({ error }) => error === undefined).map(({ folder }) => basename(folder));
  const names = listed.includes(asked.model) ? listed : [asked.model, ...listed];
  const bank = await readBank(asked.bank ?? factoryBank());
  const analysis = analysisOf(model);
  const find = (name: string | undefined, usual: DescriptorSet): Promise<DescriptorSet> | DescriptorSet =>
    name === undefined ? usual : findSet({ name, bank: asked.bank, analysis });
  const usual = (name: string, place: number): DescriptorSet =>
    bank.sets.find((set) => set.name === name) ?? bank.sets[place] ?? bank.sets[0];
  // The default sets show what the instrument does; a bank that lacks them plays its first two.
  const { setA, setB, source, offsets } = asked.lastSession ?? DEFAULT_PATCH;
  const a = await find(asked.set, usual(setA, 0));
  const b = await find(asked.setB, usual(setB, 1));
  const { latencyFrames } = model;
  const { sampleRate } = model.manifest;
  const isFactory = asked.bank === undefined && bank.sets.includes(a);
  const meanwhile = isFactory
    ? await readStartUpSound({ model: asked.model, set: a.name, seed: asked.seed, sampleRate, latencyFrames })
    : undefined;
  const sets = [...bank.sets, ...[a, b].filter((set) => !bank.sets.some(({ name }) => name === set.name))];
  const { model: modelName, gateMode, loopMode } = asked;
  const patch: Patch = { model: modelName, setA: a.name, setB: b.name, source, gateMode, loopMode, offsets };
  if (asked.audio.startsWith('wav:')) {
    refuseModelByKnob(asked.performance, patch, { sets: sets.map(({ name }) => name), models: names });
  }
  return {
    threadFile: container.get(SERVICES.threadFiles).engine,
    modelsDirectory: models.directory,
    sampleRate,
    startUpSound: meanwhile,
    hasFallback: target.createFallback !== undefined,
    block,
    latencyFrames,
    sink: asked.audio,
    seconds: asked.seconds,
    performance: asked.performance,
    settings: asked.lastSession?.control ?? DEFAULT_CONTROL_SETTINGS,
    seed: asked.seed,
    patch,
    sets,
    stats: model.manifest.descriptors,
    models: names,
  };
}

/** A model that is exchanged warms up meanwhile, by the clock: a file would not be the same twice. */
function refuseModelByKnob(
  performance: Performance | undefined,
  names: PlayChoice['names'],
  offer: AvailableNames,
): void {
  const other = performedChoices(performance?.knob ?? [], names, offer).find(
    ({ choice }) => choice.names.model !== names.model,
  );
  if (other === undefined) return;
  const { seconds, choice } = other;
  throw new NeurorackError('bad-input', `at ${seconds} s the knob chooses the model '${choice.names.model}'`, {
    remedy: `a file is played by one model: leave the knob at the sets, or add --model ${choice.names.model}`,
  });
}
