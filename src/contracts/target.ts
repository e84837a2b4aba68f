import type { Accelerator } from './accelerator.ts';
import type { AudioDevice, AutomaticSink } from './audio-device.ts';
import type { AudioJacks } from './audio-jacks.ts';
import type { AudioSink } from './audio-sink.ts';
import type { BoardHealth } from './board-health.ts';
import type { Clock } from './clock.ts';
import type { CvInput } from './cv-input.ts';
import type { Display } from './display.ts';
import type { GateInput } from './gate-input.ts';
import type { Knob } from './knob.ts';
import type { MidiPorts } from './midi-ports.ts';
import type { ServiceManager } from './service-manager.ts';
import type { ThreadControl } from './thread-control.ts';

/** A gate at one moment. */
export interface GateLevel {
  readonly name: string;
  /** Of the header. */
  readonly pin: number;
  readonly isHigh: boolean;
}

/** A board's player-facing inputs; a board may lack any of them. */
export interface BoardInputs {
  readonly cv?: CvInput | undefined;
  readonly gates?: GateInput | undefined;
  readonly knob?: Knob | undefined;
}

/**
 * The hardware of one kind of board, provided by a target package. Nothing is opened or loaded before the call that needs it;
 * each thread opens its own.
 */
export interface Target {
  /** Name of the package's folder in `targets/`. */
  readonly id: string;
  /** Names of accelerators to choose from with a description of each, for help and errors; absent where there is one alone. */
  readonly accelerators?: ReadonlyMap<string, string> | undefined;
  /**
   * Creates the board's accelerator, which loads its library on the first `open`.
   *
   * @param name one of `accelerators`; default: the target's own choice
   */
  createAccelerator(name?: string): Accelerator;
  /**
   * Creates the CPU accelerator that plays until the board's accelerator is ready, and when that is missing, has failed or has no artifact.
   * Absent where the board's accelerator is the CPU.
   */
  createFallback?(): Accelerator;
  /**
   * Creates the accelerator in its other precisions, as a processor with weights of 16 bits; `model check` replays the reference with each. One refuses a network
   * that it does not have in its precision as 'unsupported'. Absent where there is no other.
   */
  createOtherPrecisions?(): readonly Accelerator[];
  createClock(): Clock;
  /** Sink names with a description of each, for help and errors: 'wav:<file>', 'null'. */
  readonly audioSinks: ReadonlyMap<string, string>;
  /**
   * Creates a sink by name, in one of the forms of `audioSinks`.
   *
   * @throws NeurorackError 'usage' for an unknown name, listing the known ones
   */
  createAudioSink(name: string): AudioSink;
  /**
   * Selects the sink of `--audio auto`: the first sound card that opens at this rate, otherwise 'browser'. Absent on a board whose file or
   * command line names its sink: 'browser' plays there.
   */
  selectAudioSink?(sampleRate: number): Promise<AutomaticSink>;
  /**
   * Lists outputs and inputs. Absent where none can be listed.
   *
   * @throws NeurorackError 'missing-library' with its install step
   */
  listAudioDevices?(): Promise<readonly AudioDevice[]>;
  /**
   * Opens jacks and knob.
   *
   * @throws NeurorackError 'missing-device' when no input answers
   */
  openInputs(clock: Clock): Promise<BoardInputs>;
  /** Opens inputs of a sound card as jacks, in place of `openInputs`; a missing card is tried again. Absent where none can be recorded from. */
  openAudioInputs?(jacks: AudioJacks, clock: Clock): Promise<BoardInputs>;
  /** MIDI ports of the computer. Absent where there are none. */
  openMidiPorts?(): MidiPorts;
  /**
   * Levels of the gates now; empty where they cannot be read, as while the instrument plays. Absent on a board without gates.
   */
  readGates?(): Promise<readonly GateLevel[]>;
  createThreadControl(): ThreadControl;
  createBoardHealth(): BoardHealth;
  /** Opens the program that runs the process as a service; undefined where none does. Absent where there is no such program. */
  openServiceManager?(): ServiceManager | undefined;
  /** Absent on a board without a display. */
  createDisplay?(): Promise<Display>;
}
