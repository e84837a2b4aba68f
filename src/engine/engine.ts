import type { AudioJacks } from '../contracts/audio-jacks.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Command } from './commands.ts';
import type { EngineEvent } from './engine-event.ts';
import type { BlockSize } from './latency.ts';
import type { Meters } from './meters.ts';
import type { PlayedLog } from './played-log.ts';
import type { Probe } from './probe.ts';
import type { ProgramSpec } from './program.ts';
import type { SampleHistory } from './sample-history.ts';
import type { SampleRing } from './sample-ring.ts';
import type { AudioThreadData } from './thread-data.ts';

export interface EngineOptions {
  readonly block: BlockSize;
  readonly sampleRate: number;
  /** Name of the sink, one of the target's forms. */
  readonly sink: AudioThreadData['sink'];
  /** Whether silence plays while the sink does not open, until it does. */
  readonly isSinkOptional?: boolean | undefined;
  /** Wished frames of the device's buffer. */
  readonly bufferFrames?: number | undefined;
  /** The master volume, 0 to 1. Default 1. */
  readonly gain?: number | undefined;
  /** Inputs of a sound card in place of the board's jacks. */
  readonly audioJacks?: AudioJacks | undefined;
  /** Length of the stream; without end when absent. */
  readonly seconds?: number | undefined;
  readonly settings: ControlSettings;
  readonly performance?: Performance | undefined;
  readonly program: ProgramSpec;
  /** Plays until `program` can: a sound that needs no warming up. */
  readonly startUpSound?: ProgramSpec | undefined;
  /** Whether the target has a fallback for its accelerator, which plays until the accelerator can, and when it fails. */
  readonly hasFallback?: boolean | undefined;
}

/** The real-time part of the instrument. Main thread, or in a browser the Worker of the instrument. */
export interface Engine {
  readonly meters: Meters;
  /** The stream as it goes to the sink, for a scope or a listener. */
  readonly tap: SampleRing;
  /** The last half minute of the stream. */
  readonly history: SampleHistory;
  /** The logs of the render threads, one a deck. */
  readonly played: readonly PlayedLog[];
  readonly probe: Probe;
  /** Frames handed to the sink so far. */
  readonly position: number;
  /** Copies the latest control record (see control-record.ts); false before the first. */
  readControls(into: Float64Array): boolean;
  /** Plays on another device, or with another buffer; nothing changes where the sink is not optional. Absent in a browser. */
  setSink?(sink: string, bufferFrames: number | undefined): void;
  /** Changes the master volume, 0 to 1, without a step. */
  setGain(gain: number): void;
  /** Sends a command to the control thread and to every render thread. */
  send(command: Command): void;
  /**
   * Exchanges the program: warms the new one up beside the old one, then cross-fades. One that has to wait, because the sink is not open
   * or all decks are taken, is superseded by the next one.
   */
  play(program: ProgramSpec): void;
  on(listener: (event: EngineEvent) => void): void;
  /** Fades out and ends all threads; resolves when they have ended. Idempotent. */
  stop(): Promise<void>;
}

/** Starts an engine; the first sound can be played after the first 'playing' event. */
export type StartEngine = (options: EngineOptions) => Engine;
