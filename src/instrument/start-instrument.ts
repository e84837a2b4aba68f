import type { PanelInput } from '../contracts/panel-input.ts';
import { type AuditionSettings, DEFAULT_AUDITION } from '../control/audition-settings.ts';
import type { JackReading } from '../control/jack-calibrator.ts';
import { GATES, JACKS, type Jack } from '../control/jacks.ts';
import type { Patch } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import { DEFAULT_VOICES, MAX_VOICES } from '../control/voices.ts';
import { boundedVolume, MAX_VOLUME_DB, volumeGain } from '../control/volume.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { RECORD_GATES, RECORD_SIZE } from '../engine/control-record.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/engine-event.ts';
import type { LatentSpace } from '../model/latent-space.ts';
import { createKnobController, type KnobController } from '../ui/knob-controller.ts';
import type { NavigationState } from '../ui/page.ts';
import type { PlayChoice } from '../ui/play-choice.ts';
import { createEmitter } from './emitter.ts';
import { createGateHolds } from './gate-holds.ts';
import type { Instrument, InstrumentOptions, PairedClients } from './instrument.ts';
import { createJackCalibration, type JackCalibration } from './jack-calibration.ts';
import { createKnobMenu } from './knob-menu.ts';
import type { LatentMotion } from './latent-motion.ts';
import type { MapMotion } from './map-motion.ts';
import { createMidiController, type MidiController } from './midi-controller.ts';
import { createOutputController, type OutputController } from './output-controller.ts';
import { type AuditionedSide, createPanelTriggers, type PanelTriggers } from './panel-triggers.ts';
import { createPatchController, type PatchController } from './patch-controller.ts';
import type { PresetController } from './preset-controller.ts';
import { createProgramSpecs } from './program-specs.ts';
import { createSetLibrary, type SetLibrary } from './set-library.ts';
import { createSetMap } from './set-map.ts';
import { createSettingsController, type SettingsController } from './settings-controller.ts';
import type { TakeRecorder } from './take-recorder.ts';
import type { ChangeRecorder } from './undo/change-recorder.ts';
import { createInstrumentChanges } from './undo/instrument-changes.ts';
import { createUndoHistory, type UndoHistory } from './undo/undo-history.ts';

/**
 * Starts the engine, and the controllers of what it plays.
 *
 * @throws NeurorackError 'bad-input' for a set that the patch names and `sets` lacks
 */
export function startInstrument(options: InstrumentOptions): Instrument {
  return new RunningInstrument(options);
}

class RunningInstrument implements Instrument {
  readonly engine: Engine;
  readonly models: readonly string[];
  readonly pairedClients: PairedClients | undefined;
  readonly presets: PresetController | undefined;
  readonly recorder: TakeRecorder | undefined;
  readonly canPowerOff: boolean;
  readonly hasJacks: boolean;
  readonly maxVoices: number;
  readonly history: UndoHistory;
  readonly #changes: ChangeRecorder;
  readonly #library: SetLibrary;
  readonly #patches: PatchController;
  readonly #settings: SettingsController;
  readonly #jacks: JackCalibration;
  readonly #knob: KnobController;
  readonly #latents: InstrumentOptions['latents'];
  readonly #messages = createEmitter<string>();
  readonly #choices = createEmitter<PlayChoice>();
  readonly output: OutputController;
  readonly midi: MidiController;
  readonly #holdGates: ReturnType<typeof createGateHolds>;
  readonly #triggers: PanelTriggers;
  readonly #canAudition: boolean;
  #auditionSettings: AuditionSettings;
  #volumeDb: number;
  /** Voltages of the panel's faders. */
  #volts: readonly number[] = JACKS.map(() => 0);
  #playingModel: string | undefined;
  #failedModel: string | undefined;

  constructor(options: InstrumentOptions) {
    const { models, performance, modelsDirectory, seed, stepVolts = 0, requestPowerOff } = options;
    this.models = models;
    this.pairedClients = options.pairedClients;
    this.canPowerOff = requestPowerOff !== undefined;
    this.hasJacks = options.hasJacks ?? true;
    this.maxVoices = options.maxVoices ?? MAX_VOICES;
    const library = createSetLibrary(options.sets);
    const map = createSetMap({ sets: () => library.sets, stats: options.stats });
    const { accelerator, latents, network } = options;
    this.#latents = latents;
    const { maxVoices } = this;
    const programs = createProgramSpecs({
      library,
      map,
      latents,
      modelsDirectory,
      seed,
      accelerator,
      network,
      maxVoices,
    });
    const available = {
      get sets() {
        return library.names;
      },
      models,
    };
    const timedPatches = performance && programs.timedPatches(performance, options.patch, available);
    this.#volumeDb = boundedVolume(options.volumeDb ?? MAX_VOLUME_DB);
    const gain = volumeGain(this.#volumeDb);
    const engine = options.startEngine({
      ...options,
      gain,
      program: programs.model(options.patch, timedPatches),
    });
    const onMessage = this.#messages.emit;
    this.engine = engine;
    this.history = createUndoHistory({ onMessage });
    this.#changes = this.#recordChanges();
    const { record } = this.#changes;
    this.output = createOutputController(options, { engine, onMessage });
    this.#library = library;
    this.#patches = createPatchController({ initial: options.patch, models, library, map, programs, engine });
    const { settings: initial, latentMotion } = options;
    this.#settings = createSettingsController({ initial, map, latents: latentMotion, seed, engine, onMessage, record });
    this.#jacks = createJackCalibration({ engine, stepVolts, settings: this, onMessage });
    this.presets = options.openPresets?.(this, onMessage);
    this.#holdGates = createGateHolds((message) => engine.send({ kind: 'panel', message }));
    this.midi = createMidiController({
      overlay: this.#settings.overlay,
      settings: () => this.settings,
      configure: (settings) => this.configure(settings),
      onOverlay: () => this.#settings.resend(),
      onInput: (input) => this.#holdGates('midi', input),
      presets: () => this.presets,
      history: this.history,
      isPolyphonic: () => (this.patch.voices ?? DEFAULT_VOICES).mode !== 'mono',
      onMessage,
    });
    this.recorder = options.openRecorder?.(this, onMessage);
    this.#canAudition = performance === undefined;
    this.#auditionSettings = options.auditionSettings ?? { ...DEFAULT_AUDITION, isOn: false };
    this.#triggers = this.#createTriggers();
    const powerOff = (): void => {
      if (requestPowerOff?.()) void this.stop();
    };
    this.#knob = createKnobController({
      available,
      current: () => this.patch,
      select: (names) => this.change(names),
      // A performance is the same each time: its knob selects on the play page, and opens no menu.
      menu:
        performance === undefined
          ? createKnobMenu({ source: this, jacks: this.#jacks, powerOff, onMessage })
          : undefined,
      onChoice: this.#choices.emit,
    });
    engine.on((event) => this.#handle(event));
  }

  get patch(): Patch {
    return this.#patches.patch;
  }

  get settings(): ControlSettings {
    return this.#settings.settings;
  }

  get volumeDb(): number {
    return this.#volumeDb;
  }

  get sets(): readonly DescriptorSet[] {
    return this.#library.sets;
  }

  get auditioned(): string | undefined {
    return this.#library.auditioned;
  }

  get mapMotion(): MapMotion {
    return this.#settings.mapMotion;
  }

  get latentMotion(): LatentMotion {
    return this.#settings.latentMotion;
  }

  get latentSpace(): LatentSpace | undefined {
    return this.#latents?.(this.patch.model);
  }

  get choice(): PlayChoice {
    return this.#knob.choice;
  }

  get ui(): NavigationState {
    return this.#knob.navigation;
  }

  get jacks(): readonly JackReading[] {
    return this.#jacks.jacks;
  }

  get isLive(): boolean {
    return this.#playingModel !== undefined;
  }

  get playingModel(): string | undefined {
    return this.#playingModel;
  }

  change(changes: Partial<Patch>): void {
    this.#changes.record(() => this.#patches.change(changes));
    if (changes.model !== undefined) this.#failedModel = undefined;
  }

  putSet(set: DescriptorSet): void {
    this.#patches.putSet(set);
  }

  removeSet(name: string): void {
    this.#patches.removeSet(name);
  }

  audition(set: DescriptorSet | undefined): void {
    this.#patches.audition(set);
  }

  configure(settings: ControlSettings): void {
    this.#changes.record(() => this.#settings.configure(settings));
  }

  setVolume(db: number): void {
    this.#changes.record(() => {
      this.#volumeDb = boundedVolume(db);
      this.engine.setGain(volumeGain(this.#volumeDb));
    });
  }

  recordChange<T>(change: () => T, name?: string): T {
    return this.#changes.record(change, name);
  }

  touch(isDown: boolean): void {
    this.#changes.touch(isDown);
  }

  measureJack(jack: Jack, volts: number): void {
    this.#jacks.measure(jack, volts);
  }

  uncalibrate(jack: Jack): void {
    this.#jacks.reset(jack);
  }

  handlePanelInput(message: PanelInput): void {
    if (message.kind === 'cv' && !this.hasJacks) this.#changes.record(() => this.#setVolts(message));
    else this.#triggers.handle(message);
  }

  on(listener: (event: EngineEvent) => void): void {
    this.engine.on(listener);
  }

  onMessage(listener: (sentence: string) => void): void {
    this.#messages.subscribe(listener);
  }

  onChoice(listener: (choice: PlayChoice) => void): void {
    this.#choices.subscribe(listener);
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }

  get auditionSettings(): AuditionSettings {
    return this.#auditionSettings;
  }

  configureAudition(changes: Partial<AuditionSettings>): void {
    this.#changes.record(() => {
      this.#auditionSettings = { ...this.#auditionSettings, ...changes };
    });
  }

  auditionChosen(side: AuditionedSide): void {
    if (!this.#canAudition) return;
    const { setA, setB, gateMode } = this.patch;
    const names = { A: [setA], B: [setB], mix: [setA, setB] }[side];
    const seconds = this.sets
      .filter(({ name }) => names.includes(name))
      .map(({ frames, analysis }) => (frames * analysis.hop) / analysis.sampleRate);
    this.#triggers.audition(side, { seconds: Math.max(0, ...seconds), isHeld: gateMode === 'gated' });
  }

  #createTriggers(): PanelTriggers {
    const record = new Float64Array(RECORD_SIZE);
    return createPanelTriggers({
      overlay: this.#settings.triggerOverlay,
      onOverlay: () => this.#settings.resend(),
      response: () => this.midi.mapping.notes,
      onInput: (input) => this.#holdGates('panel', input),
      onAuditionInput: (input) => this.#holdGates('audition', input),
      isGateHigh: () => this.engine.readControls(record) && GATES.some((_, gate) => record[RECORD_GATES + gate] !== 0),
      audition: () => this.#auditionSettings,
    });
  }

  #recordChanges(): ChangeRecorder {
    const target = {
      patch: () => this.patch,
      change: (patch: Patch) => this.change(patch),
      settings: () => this.#settings,
      volumeDb: () => this.volumeDb,
      audition: () => this.#auditionSettings,
      configureAudition: (audition: AuditionSettings) => this.configureAudition(audition),
      setVolume: (db: number) => this.setVolume(db),
      volts: () => this.#volts,
      setVolts: (channel: number, volts: number) => this.#setVolts({ kind: 'cv', channel, volts }),
    };
    return createInstrumentChanges(target, this.history);
  }

  #setVolts(message: Extract<PanelInput, { kind: 'cv' }>): void {
    this.#volts = this.#volts.map((own, n) => (n === message.channel ? message.volts : own));
    this.engine.send({ kind: 'panel', message });
  }

  #handle(event: EngineEvent): void {
    if (event.kind === 'knob') this.#knob.handle(event.event);
    else if (event.kind === 'playing' && event.program.kind === 'model') this.#handlePlayingModel(event.program.model);
    else if (event.kind === 'lost' && event.program?.kind === 'model') this.#handleLostModel(event.program.model);
    else if (event.kind === 'ended') {
      this.#knob.close();
      this.mapMotion.close();
      this.latentMotion.close();
      this.midi.close();
      this.#triggers.close();
      this.#jacks.close();
    }
  }

  /** After a failure the patch names the playing model; if none plays yet, the next one that does. */
  #handleLostModel(failed: string): void {
    this.#failedModel = failed;
    if (this.#playingModel !== undefined) this.#keepPlayingModel(this.#playingModel);
  }

  #handlePlayingModel(playing: string): void {
    this.#playingModel = playing;
    this.#keepPlayingModel(playing);
  }

  #keepPlayingModel(playing: string): void {
    if (this.patch.model === this.#failedModel && playing !== this.#failedModel) this.#patches.keepModel(playing);
    if (playing === this.#failedModel) this.#failedModel = undefined;
  }
}
