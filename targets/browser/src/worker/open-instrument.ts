import { createLatentSpaces } from '../../../../src/app/latent-spaces.ts';
import { factsOf } from '../../../../src/app/model-facts.ts';
import { openTakeRecorder } from '../../../../src/app/recording/open-take-recorder.ts';
import { NeurorackError } from '../../../../src/contracts/errors.ts';
import type { AuditionSettings } from '../../../../src/control/audition-settings.ts';
import type { LatentMotionSettings } from '../../../../src/control/latent-motion-settings.ts';
import { DEFAULT_PATCH, type Patch } from '../../../../src/control/patch.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../../../src/control/settings.ts';
import type { Bank } from '../../../../src/descriptors/bank/bank.ts';
import { BANK_LIMITS } from '../../../../src/descriptors/bank/bank-format.ts';
import { MAX_BANK_ENTRIES, openBank, unpackSets } from '../../../../src/descriptors/bank/open-bank.ts';
import { openZipBytes } from '../../../../src/descriptors/bank/zip-bytes.ts';
import type { BlockSize } from '../../../../src/engine/latency.ts';
import { FAMILIES } from '../../../../src/families/families.ts';
import { createDisplayView, type DisplayView } from '../../../../src/instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../../../../src/instrument/instrument.ts';
import { createPanelInstrument } from '../../../../src/instrument/panel-instrument.ts';
import { startInstrument } from '../../../../src/instrument/start-instrument.ts';
import type { Model } from '../../../../src/model/family.ts';
import { readModel } from '../../../../src/model/read-model.ts';
import type { PanelInstrument } from '../../../../src/panel/instrument.ts';
import { type BrowserEngine, startBrowserEngine } from './browser-engine.ts';
import { fetchedModel, fetchFile } from './fetch-files.ts';

/** Frames rendered at a time: one render quantum of an AudioWorklet. */
const BLOCK: BlockSize = 128;
/** How long a message to the player is shown, ms. */
const MESSAGE_MS = 4000;
const REMEDY = 'load the page again; if it fails again, build the folder again';

export interface OpenInstrument {
  readonly instrument: Instrument;
  readonly engine: BrowserEngine;
  readonly panel: PanelInstrument;
  readonly view: DisplayView;
  readonly options: InstrumentOptions;
  /** Shows a sentence to the player for a while. */
  show(sentence: string): void;
}

/** State that the last session saved. */
export interface SavedSession {
  readonly seed: number;
  readonly patch: Patch;
  readonly settings: ControlSettings;
  readonly latentMotion: LatentMotionSettings;
  readonly volumeDb: number;
  readonly auditionSettings: AuditionSettings | undefined;
  readonly openPresets: InstrumentOptions['openPresets'];
  /** Where takes are stored. */
  readonly takesFolder: string;
}

/** Facts of the built folder, in instrument.json. */
interface FolderFacts {
  readonly version: string;
  readonly models: readonly string[];
}

/**
 * Opens the instrument of the built folder. The engine starts in silence; see `BrowserEngine.attach`.
 *
 * @param folder address of the built folder, with a slash at its end
 * @throws NeurorackError 'bad-file' or 'bad-model' when a file of the folder is missing or damaged
 */
export async function openInstrument(folder: string, session?: SavedSession): Promise<OpenInstrument> {
  const modelsDirectory = `${folder}models`;
  const [{ version, models }, bank] = await Promise.all([readFacts(folder), readFactoryBank(folder)]);
  const saved = session?.patch ?? DEFAULT_PATCH;
  const model = models.includes(saved.model) ? saved.model : (models[0] ?? DEFAULT_PATCH.model);
  const known = createKnownModels(modelsDirectory);
  const { sampleRate, latencyFrames, stats } = factsOf(await known.read(model));
  const nameOf = (wanted: string, position: number): string =>
    (bank.sets.find(({ name }) => name === wanted) ?? bank.sets[position] ?? bank.sets[0]).name;
  let engine: BrowserEngine | undefined;
  const options: InstrumentOptions = {
    startEngine: (engineOptions) => {
      engine = startBrowserEngine(engineOptions, folder);
      return engine;
    },
    modelsDirectory,
    sampleRate,
    block: BLOCK,
    latencyFrames,
    sink: 'browser',
    settings: session?.settings ?? DEFAULT_CONTROL_SETTINGS,
    seed: session?.seed ?? 1,
    volumeDb: session?.volumeDb,
    auditionSettings: session?.auditionSettings,
    patch: { ...saved, model, setA: nameOf(saved.setA, 0), setB: nameOf(saved.setB, 1) },
    sets: bank.sets,
    stats,
    latents: createLatentSpaces({ modelOf: known.modelOf, bank: bank.sets }),
    latentMotion: session?.latentMotion,
    models,
    openPresets: session?.openPresets,
    openRecorder: session && recorderIn(session.takesFolder, { sampleRate, seed: session.seed }),
    hasJacks: false,
  };
  const instrument = startInstrument(options);
  if (engine === undefined) throw new TypeError('the instrument has started no engine');
  void known.readAll(models);
  const messages = createMessages(instrument);
  const view = createDisplayView(instrument, options, {
    version,
    board: 'browser',
    message: messages.latest,
    temperatureC: () => null,
    rssMb: () => 0,
  });
  return {
    instrument,
    engine,
    view,
    show: messages.show,
    options,
    panel: createPanelInstrument(instrument, options, { view }),
  };
}

/** The manifests of the built folder that have been fetched. A model that is chosen before has plain axes for its latents. */
function createKnownModels(directory: string) {
  const known = new Map<string, Model>();
  async function read(name: string): Promise<Model> {
    const model = await readModel(fetchedModel(`${directory}/${name}`), FAMILIES);
    known.set(name, model);
    return model;
  }
  return {
    read,
    modelOf: (name: string): Model | undefined => known.get(name),
    /** Fetches those that are missing, one after the other. What cannot be read is reported once it is chosen. */
    readAll: async (names: readonly string[]): Promise<void> => {
      for (const name of names) if (!known.has(name)) await read(name).catch(() => undefined);
    },
  };
}

async function readFacts(folder: string): Promise<FolderFacts> {
  const address = `${folder}instrument.json`;
  const content = await fetchFile(address, { maxBytes: 2 ** 16, remedy: REMEDY });
  const facts: unknown = JSON.parse(new TextDecoder().decode(content));
  if (isFacts(facts)) return facts;
  throw new NeurorackError('bad-file', `${address} is not of this version`, { remedy: REMEDY });
}

function isFacts(facts: unknown): facts is FolderFacts {
  return (
    typeof facts === 'object' &&
    facts !== null &&
    'version' in facts &&
    typeof facts.version === 'string' &&
    'models' in facts &&
    Array.isArray(facts.models) &&
    facts.models.every((name) => typeof name === 'string')
  );
}

/** Reads the factory bank of the built folder. */
export async function readFactoryBank(folder: string): Promise<Bank> {
  const address = `${folder}banks/factory.nrbank`;
  const bytes = await fetchFile(address, { maxBytes: BANK_LIMITS.fileBytes, remedy: REMEDY });
  return unpackSets(await openBank(async () => openZipBytes(bytes, { maxEntries: MAX_BANK_ENTRIES }), address));
}

/** Opens a recorder of takes in a folder of this browser's storage. */
function recorderIn(
  folder: string,
  options: Pick<InstrumentOptions, 'sampleRate' | 'seed'>,
): InstrumentOptions['openRecorder'] {
  return (source, onMessage) => openTakeRecorder(source, { ...options, folder, block: BLOCK, onMessage });
}

/** The latest message of the instrument and its storage, while it is shown. */
function createMessages(instrument: Instrument): {
  show(sentence: string): void;
  latest(): string | undefined;
} {
  let latest: string | undefined;
  let untilMs = 0;
  const show = (sentence: string): void => {
    latest = sentence;
    untilMs = performance.now() + MESSAGE_MS;
  };
  instrument.onMessage(show);
  instrument.on((event) => {
    if (event.kind === 'lost') show(event.error.message);
  });
  return { show, latest: () => (performance.now() < untilMs ? latest : undefined) };
}
