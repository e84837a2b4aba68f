import type { AudioJacks } from '../contracts/audio-jacks.ts';
import type { PanelInput } from '../contracts/panel-input.ts';
import type { AuditionSettings } from '../control/audition-settings.ts';
import type { JackReading } from '../control/jack-calibrator.ts';
import type { Jack } from '../control/jacks.ts';
import type { LatentMotionSettings } from '../control/latent-motion-settings.ts';
import type { Patch } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { Engine, StartEngine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/engine-event.ts';
import type { BlockSize } from '../engine/latency.ts';
import type { NetworkPlace } from '../engine/network-plan.ts';
import type { SoundProgramSpec } from '../engine/program.ts';
import type { LatentSpace } from '../model/latent-space.ts';
import type { NavigationState } from '../ui/page.ts';
import type { PlayChoice } from '../ui/play-choice.ts';
import type { LatentMotion } from './latent-motion.ts';
import type { MapMotion } from './map-motion.ts';
import type { MidiController } from './midi-controller.ts';
import type { OutputController, OutputOptions } from './output-controller.ts';
import type { AuditionedSide } from './panel-triggers.ts';
import type { PresetController, PresetTarget } from './preset-controller.ts';
import type { TakeRecorder } from './take-recorder.ts';
import type { UndoHistory } from './undo/undo-history.ts';

/** The browsers that may play from other computers. */
export interface PairedClients {
  /** Undefined where the panel is on no network, and no client of a proxy has paired. */
  readonly count: number | undefined;
  revokeAll(): void;
}

export interface InstrumentOptions extends OutputOptions {
  /** Starts the engine: threads of Node, or Workers of a browser. */
  readonly startEngine: StartEngine;
  readonly modelsDirectory: string;
  /** One of the target's `accelerators`; its own choice when absent. */
  readonly accelerator?: string | undefined;
  /** Where the network runs. Default 'auto'. */
  readonly network?: NetworkPlace | undefined;
  readonly sampleRate: number;
  readonly block: BlockSize;
  /** Voices that the board plays at a time, at most. Default: as many as the instrument has. */
  readonly maxVoices?: number | undefined;
  /** Samples by which a note of the first model lags behind its trigger. */
  readonly latencyFrames: number;
  /** Default: a chosen set is silent until it is triggered. */
  readonly auditionSettings?: AuditionSettings | undefined;
  /** The master volume, dB below full level. Default 0. */
  readonly volumeDb?: number | undefined;
  /** Inputs of a sound card in place of the board's jacks. */
  readonly audioJacks?: AudioJacks | undefined;
  /** Length of the stream; endless when absent. */
  readonly seconds?: number | undefined;
  /** A recorded performance that replaces jacks and knob. */
  readonly performance?: Performance | undefined;
  readonly settings: ControlSettings;
  /** Path and walk of the latents in the last session. Default: neither. */
  readonly latentMotion?: LatentMotionSettings | undefined;
  readonly seed: number;
  readonly patch: Patch;
  /** The sets that a patch may name at first. */
  readonly sets: readonly DescriptorSet[];
  /** The scales of similarity that lay the sets out on the map. */
  readonly stats: readonly DescriptorStats[];
  /** The latent space of the bank by a model; undefined for a model without latents. Default: none. */
  readonly latents?: ((model: string) => LatentSpace | undefined) | undefined;
  /** The models that a patch may name. */
  readonly models: readonly string[];
  /** Sound that plays until the model is ready. */
  readonly startUpSound?: SoundProgramSpec | undefined;
  /** Whether the board has a fallback for its accelerator. */
  readonly hasFallback?: boolean | undefined;
  /**
   * Asks the system to switch the board off once the instrument has ended; false when it cannot be asked. Absent where the instrument
   * does not control the power.
   */
  readonly requestPowerOff?: (() => boolean) | undefined;
  /** Opens the presets, which report faults through `onMessage`; absent where none are stored. */
  readonly openPresets?:
    | ((target: PresetTarget & ChangeHistory, onMessage: (sentence: string) => void) => PresetController)
    | undefined;
  /** Opens the recorder of takes, which reports through `onMessage`; absent where nothing is recorded. */
  readonly openRecorder?:
    | ((source: Pick<Instrument, 'engine' | 'patch'>, onMessage: (sentence: string) => void) => TakeRecorder)
    | undefined;
  /** Absent where the panel is on no network. */
  readonly pairedClients?: PairedClients | undefined;
  /** Whether voltages come from jacks, not from the panel's faders. Default true. */
  readonly hasJacks?: boolean | undefined;
  /** One step of the jacks' converter, as volts at the jack; absent where there is none. */
  readonly stepVolts?: number | undefined;
}

/** The history of changes, and the way to add one to it. */
export type ChangeHistory = Pick<Instrument, 'history' | 'recordChange'>;

/** A running instrument: an engine, and the controllers of what it plays. Main thread. */
export interface Instrument {
  readonly engine: Engine;
  readonly patch: Patch;
  readonly settings: ControlSettings;
  /** The master volume, dB below full level. */
  readonly volumeDb: number;
  readonly output: OutputController;
  /** MIDI of every port and client. */
  readonly midi: MidiController;
  /** The sets that a patch may name; another array after each change. */
  readonly sets: readonly DescriptorSet[];
  readonly models: readonly string[];
  /** Voices that can be chosen, at most. */
  readonly maxVoices: number;
  /** The map of the sets, and the recorder of paths over it. */
  readonly mapMotion: MapMotion;
  /** The recorder and player of paths over the latents, and their random walk. */
  readonly latentMotion: LatentMotion;
  /** The latents of the patch's model, and the place of each set among them; undefined for a model without. */
  readonly latentSpace: LatentSpace | undefined;
  /** The state of the knob on the play page. */
  readonly choice: PlayChoice;
  /** The display's page, and the position of the knob on it. */
  readonly ui: NavigationState;
  /** Absent where no presets are stored. */
  readonly presets: PresetController | undefined;
  /** The changes that the player can take back. */
  readonly history: UndoHistory;
  /** Absent where nothing is recorded. */
  readonly recorder: TakeRecorder | undefined;
  /** Absent where the panel is on no network. */
  readonly pairedClients: PairedClients | undefined;
  /** Whether voltages come from jacks, not from the panel's faders. */
  readonly hasJacks: boolean;
  /** Whether the instrument can switch the board off. */
  readonly canPowerOff: boolean;
  /** Whether a model has played; false while there is only the start-up sound. */
  readonly isLive: boolean;
  /** The model that took over last; undefined until one plays. A chosen model is the patch's before it plays. */
  readonly playingModel: string | undefined;
  /**
   * Exchanges sets or modes, from the next trigger on, or the model, which warms up beside the old one and then takes over.
   *
   * @throws NeurorackError 'bad-input' for an unknown set or model, with the names that exist
   */
  change(patch: Partial<Patch>): void;
  /**
   * Adds a set, or replaces the one of its name; the next trigger plays it, the current sound goes on as it is.
   *
   * @throws NeurorackError 'bad-input' for a set that cannot be played, or when the library is full
   */
  putSet(set: DescriptorSet): void;
  /** @throws NeurorackError 'bad-input' for an unknown set, 'busy' for one that the patch names */
  removeSet(name: string): void;
  /** Name of the set in whose place another one is auditioned; undefined: none. */
  readonly auditioned: string | undefined;
  /**
   * Auditions a set in place of the one of its name, from the next trigger on, and selects that name as set A where the patch does not
   * name it. The audition ends with undefined, when the set is put or removed, or when other sets are selected; the former set A then plays
   * again, unless another one was selected.
   *
   * @throws NeurorackError as `putSet`; 'bad-input' for an unknown set
   */
  audition(set: DescriptorSet | undefined): void;
  /** Replaces ranges, bases, depths and calibration at once. */
  configure(settings: ControlSettings): void;
  /** Changes the master volume without a step; a value out of bounds is bounded. */
  setVolume(db: number): void;
  /** Whether a set that is chosen in the panel plays once, and how loud. */
  readonly auditionSettings: AuditionSettings;
  configureAudition(changes: Partial<AuditionSettings>): void;
  /** Plays a chosen set once, as set; not while a gate is high, and never during a performance. */
  auditionChosen(side: AuditionedSide): void;
  /** Carries out a change of several parts as one step of the history, with a name. */
  recordChange<T>(change: () => T, name?: string): T;
  /** A pointer is pressed or released in a client: the way of one value in between is one step of the history. */
  touch(isDown: boolean): void;
  /** Reading of each jack before calibration, and the state of its measurement, in the order of the jacks. */
  readonly jacks: readonly JackReading[];
  /**
   * Measures a calibration point once the jack's voltage is stable; the second point calibrates the jack.
   *
   * @throws NeurorackError 'busy' while another jack is measured
   */
  measureJack(jack: Jack, volts: number): void;
  /** Removes the calibration of a jack. */
  uncalibrate(jack: Jack): void;
  /** Passes an input of a simulated panel to the engine. */
  handlePanelInput(message: PanelInput): void;
  on(listener: (event: EngineEvent) => void): void;
  /** Subscribes to messages for the player, one sentence each. */
  onMessage(listener: (sentence: string) => void): void;
  /** Subscribes to turns and pushes of the knob, after their effect. */
  onChoice(listener: (choice: PlayChoice) => void): void;
  /** Fades out and ends. */
  stop(): Promise<void>;
}
