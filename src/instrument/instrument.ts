import { NeurorackError } from '../contracts/errors.ts';
import type { PanelInput } from '../contracts/panel-input.ts';
import { type Calibration, UNCALIBRATED } from '../control/calibration.ts';
import type { JackReading } from '../control/jack-calibrator.ts';
import type { Jack } from '../control/jacks.ts';
import type { Patch } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { type Engine, startEngine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/engine-event.ts';
import type { BlockSize } from '../engine/latency.ts';
import type { ModelProgramSpec, SoundProgramSpec } from '../engine/program.ts';
import { createKnobController } from '../ui/knob-controller.ts';
import type { NavigationState, UiEffect, UiModel } from '../ui/page.ts';
import { performedChoices } from '../ui/performed-choices.ts';
import type { PlayChoice } from '../ui/play-choice.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import { createJackMonitor } from './jack-monitor.ts';
import { createMapMotion, type MapMotion } from './map-motion.ts';
import type { PresetController } from './preset-controller.ts';
import { createSetLibrary } from './set-library.ts';

export interface InstrumentOptions {
  /** The worker's entry, dist/cli/engine-thread.js. */
  readonly threadFile: string;
  readonly modelsDirectory: string;
  readonly sampleRate: number;
  readonly block: BlockSize;
  /** Samples by which a note of the first model lags behind its trigger. */
  readonly latencyFrames: number;
  readonly sink: string;
  readonly seconds?: number | undefined;
  readonly performance?: Performance | undefined;
  readonly settings: ControlSettings;
  readonly seed: number;
  readonly patch: Patch;
  /** The sets that a patch may name at first. */
  readonly sets: readonly DescriptorSet[];
  /** What sounds alike: the scales that sets are laid out by on the map. */
  readonly stats: readonly DescriptorStats[];
  /** The models that the knob may choose. */
  readonly models: readonly string[];
  /** Plays until the model can. */
  readonly startUpSound?: SoundProgramSpec | undefined;
  /** Whether the board has a stand-in for its accelerator. */
  readonly hasFallback?: boolean | undefined;
  /** Switches the board off; absent where that is not the instrument's to do. */
  readonly shutDown?: (() => void) | undefined;
  /** Named sounds; absent where none are kept. */
  readonly presets?: Pick<PresetController, 'names' | 'save' | 'recall'> | undefined;
  /** The pages that may play over a network; absent where none can. */
  readonly pairedClients?: { readonly count: number; forgetAll(): void } | undefined;
  /** One step of the jacks' converter, as volts at the jack; absent where there is none. Asked when somebody looks at the jacks. */
  readonly stepVolts?: (() => number) | undefined;
}

/** The instrument while it is on: an engine and what it plays. Main thread. */
export interface Instrument {
  readonly engine: Engine;
  readonly patch: Patch;
  readonly settings: ControlSettings;
  /** The sets that a patch may name; another array after each change. */
  readonly sets: readonly DescriptorSet[];
  readonly models: readonly string[];
  /** The sets as they lie on the map, and the hand that goes over it. */
  readonly mapMotion: MapMotion;
  /** Where the knob is on the play page. */
  readonly choice: PlayChoice;
  /** The display's page, and where the knob is on it. */
  readonly ui: NavigationState;
  /**
   * Exchanges sets or modes (heard at the next trigger) or the model (which warms up beside the old one, then takes over).
   *
   * @throws NeurorackError 'bad-input' for a set that is not there, with those that are
   */
  change(patch: Partial<Patch>): void;
  /**
   * Makes a set playable, in place of the one of its name if there is one; heard at the next trigger, what sounds goes on as it is.
   *
   * @throws NeurorackError 'bad-input' for one that cannot be played, or that there is no room for
   */
  putSet(set: DescriptorSet): void;
  /** @throws NeurorackError 'bad-input' for a set that is not there, 'busy' for one that is chosen */
  removeSet(set: string): void;
  /** Name of the set that another one is tried for; undefined: none. */
  readonly auditioned: string | undefined;
  /**
   * Plays a set in the place of the one of its name, and chooses that as set A where it is not chosen, until it is put, the trial ends
   * (undefined) or other sets are chosen; heard at the next trigger.
   *
   * @throws NeurorackError as `put`; 'bad-input' for a set that is not there
   */
  audition(set: DescriptorSet | undefined): void;
  /** Other ranges, bases, depths; heard at once. */
  configure(settings: ControlSettings): void;
  /** What each jack reads, before calibration, and what of its calibration is under way; in their order. */
  readonly jacks: readonly JackReading[];
  /**
   * Takes a calibration point once the jack's voltage stands still; the second one calibrates the jack.
   *
   * @throws NeurorackError 'busy' while another jack is measured
   */
  measureJack(jack: Jack, volts: number): void;
  /** Takes a jack as it reads. */
  uncalibrate(jack: Jack): void;
  /** Hears what people should be told of. */
  onMessage(listener: (sentence: string) => void): void;
  /** The hands of someone at a simulated panel. */
  handlePanelInput(message: PanelInput): void;
  on(listener: (event: EngineEvent) => void): void;
  /** Hears of every turn and push of the knob, once it has done what it does. */
  onChoice(listener: (choice: PlayChoice) => void): void;
  /** Fades out and ends. */
  stop(): Promise<void>;
}

const NO_FIGURES: UiModel['system'] = {
  board: '',
  version: '',
  address: undefined,
  load: 0,
  underruns: 0,
  latencyMs: 0,
  temperatureC: null,
};

/**
 * Switches the instrument on.
 *
 * @throws NeurorackError 'bad-input' for a set that is not there
 */
export function startInstrument(options: InstrumentOptions): Instrument {
  const { models, seed, modelsDirectory } = options;
  const shelf = createSetLibrary(options.sets);
  const offer = {
    get sets() {
      return shelf.names;
    },
    models,
  };
  let { patch, settings } = options;
  const mapHand = createMapMotion({
    sets: () => shelf.sets,
    stats: options.stats,
    settings: () => settings,
    onMove: () => engine.send({ kind: 'settings', settings: mapHand.withPlayback(settings) }),
    onMessage: notice,
  });
  const performed = performedChoices(options.performance?.knob ?? [], patch, offer).map(({ seconds, choice }) => {
    const { setA, setB } = choice.names;
    return { seconds, patch: repertoryOf({ ...patch, setA, setB }) };
  });
  const engine = startEngine({ ...options, program: { ...repertoireOf(patch), timedPatches: performed } });
  const listeners: ((choice: PlayChoice) => void)[] = [];
  const noticeListeners: ((sentence: string) => void)[] = [];
  const hand = createKnobController({
    available: offer,
    current: () => patch,
    select: change,
    // A performance is the same each time: its knob plays, and leads to no menu.
    menu: options.performance === undefined ? { model: knobFacts, apply } : undefined,
    onChoice: (choice) => {
      for (const listener of listeners) listener(choice);
    },
  });
  const watch = createJackMonitor({
    engine,
    stepVolts: options.stepVolts ?? (() => 0),
    onCalibration: calibrateJack,
    onMessage: notice,
  });
  engine.on((event) => {
    if (event.kind === 'knob') hand.handle(event.event);
    else if (event.kind === 'ended') {
      hand.close();
      mapHand.close();
      watch.close();
    }
  });

  function notice(sentence: string): void {
    for (const listener of noticeListeners) listener(sentence);
  }

  function calibrateJack(jack: Jack, calibration: Calibration): void {
    configure({ ...settings, calibration: { ...settings.calibration, [jack]: calibration } });
  }

  function measure(jack: Jack, volts: number): void {
    watch.measure(jack, volts);
    notice(`${jack}: patch ${volts} V, and leave it until it is taken`);
  }

  function uncalibrate(jack: Jack): void {
    watch.reset(jack);
    calibrateJack(jack, UNCALIBRATED);
  }

  /** What turns and pushes depend on; figures that only are looked at are left at nothing. */
  function knobFacts(): UiModel {
    const canShutDown = options.shutDown !== undefined;
    const pages = options.pairedClients?.count;
    const presets = options.presets?.names;
    return {
      ...offer,
      presets,
      patch,
      settings,
      volts: [],
      jacks: watch.jacks,
      system: NO_FIGURES,
      canShutDown,
      pairedClients: pages,
    };
  }

  function apply(effect: UiEffect): void {
    if (effect.kind === 'patch') change(effect.patch);
    else if (effect.kind === 'settings') configure(effect.settings);
    else if (effect.kind === 'uncalibrate') uncalibrate(effect.jack);
    else if (effect.kind === 'measure') tryToMeasure(effect.jack, effect.volts);
    else if (effect.kind === 'save-preset') void options.presets?.save(effect.name);
    else if (effect.kind === 'recall-preset') void options.presets?.recall(effect.name);
    else if (effect.kind === 'unpair-clients') options.pairedClients?.forgetAll();
    else options.shutDown?.();
  }

  /** Who turns the knob is told, where a panel is refused. */
  function tryToMeasure(jack: Jack, volts: number): void {
    try {
      measure(jack, volts);
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      notice(`${error.message}: ${error.remedy}`);
    }
  }

  function configure(next: ControlSettings): void {
    mapHand.handleSettings(settings, next);
    settings = next;
    engine.send({ kind: 'settings', settings: mapHand.withPlayback(settings) });
  }

  function repertoryOf({ setA, setB, source, gateMode, loopMode, offsets }: Patch): VoicePatch {
    const offsetModes = DESCRIPTORS.map((name) => offsets[name] ?? 'natural');
    return { a: shelf.find(setA), b: shelf.find(setB), source, gateMode, loopMode, offsetModes };
  }

  function repertoireOf(next: Patch): ModelProgramSpec {
    const map = next.source === 'map' ? mapHand.map : undefined;
    return { kind: 'model', modelsDirectory, model: next.model, seed, patch: repertoryOf(next), map };
  }

  function change(changes: Partial<Patch>): void {
    // Who chooses a set, by whatever hand, wants to hear it, not the map.
    const isSetChosen = changes.setA !== undefined || changes.setB !== undefined;
    const next: Patch = { ...patch, ...(isSetChosen && { source: 'a-b' }), ...changes };
    if (shelf.auditioned !== undefined && ![next.setA, next.setB].includes(shelf.auditioned)) shelf.audition(undefined);
    const repertory = repertoryOf(next);
    if (next.model !== patch.model) engine.play(repertoireOf(next));
    else {
      if (next.source === 'map' && patch.source !== 'map') engine.send({ kind: 'map', map: mapHand.map });
      engine.send({ kind: 'patch', patch: repertory });
    }
    patch = next;
  }

  /** Who plays the map learns what lies on it now. */
  function tellMap(): void {
    if (patch.source === 'map') engine.send({ kind: 'map', map: mapHand.map });
  }

  function put(set: DescriptorSet): void {
    shelf.put(set);
    tellMap();
    if (set.name === patch.setA || set.name === patch.setB) change({});
  }

  function tryOut(set: DescriptorSet | undefined): void {
    shelf.audition(set);
    const isChosen = set === undefined || set.name === patch.setA || set.name === patch.setB;
    const { source } = patch;
    change({
      ...(!isChosen && { setA: set.name }),
      ...(set !== undefined && source === 'map' && { source: 'a-b' }),
    });
  }

  function remove(set: string): void {
    if (set === patch.setA || set === patch.setB) {
      throw new NeurorackError('busy', `the set '${set}' is chosen`, { remedy: 'choose another one first' });
    }
    shelf.remove(set);
    tellMap();
  }

  return {
    engine,
    get sets() {
      return shelf.sets;
    },
    models,
    putSet: put,
    removeSet: remove,
    get auditioned() {
      return shelf.auditioned;
    },
    audition: tryOut,
    mapMotion: mapHand,
    get choice() {
      return hand.choice;
    },
    get ui() {
      return hand.navigation;
    },
    get patch() {
      return patch;
    },
    get settings() {
      return settings;
    },
    get jacks() {
      return watch.jacks;
    },
    measureJack: measure,
    uncalibrate,
    onMessage: (listener) => void noticeListeners.push(listener),
    change,
    configure,
    handlePanelInput: (message) => engine.send({ kind: 'panel', message }),
    on: (listener) => engine.on(listener),
    onChoice: (listener) => void listeners.push(listener),
    stop: () => engine.stop(),
  };
}
