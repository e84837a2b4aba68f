import type { QueuedSession } from '../contracts/run-queue.ts';
import type { Target } from '../contracts/target.ts';
import type { VoiceSettings } from '../control/voices.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { LatentAxes } from '../descriptors/timbre/latent-axes.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import type { Renderer } from '../voice/renderer.ts';
import type { Command } from './commands.ts';
import type { BlockSize } from './latency.ts';
import type { NetworkPlace } from './network-plan.ts';

/** The source of a render thread: a model on the board's accelerator, or a sound rendered beforehand. Sent between threads. */
export type ProgramSpec = ModelProgramSpec | SoundProgramSpec;

export interface ModelProgramSpec {
  readonly kind: 'model';
  readonly modelsDirectory: string;
  /** Name or folder. */
  readonly model: string;
  /** One of the target's `accelerators`; its own choice when absent. */
  readonly accelerator?: string | undefined;
  /** Where the network runs. Default 'auto'. */
  readonly network?: NetworkPlace | undefined;
  readonly seed: number;
  /** Default: one voice. */
  readonly voices?: VoiceSettings | undefined;
  readonly patch: VoicePatch;
  /** The map that the source 'map' plays. */
  readonly map?: SoundMap | undefined;
  /** The axes of the latents of the bank, where the model's were measured. */
  readonly axes?: LatentAxes | undefined;
  /** On an offline clock: the patches that the performance's knob selects, in order of time. */
  readonly timedPatches?: readonly TimedPatch[] | undefined;
}

/** The model of a program that is to come. */
export type AnnouncedModel = Pick<ModelProgramSpec, 'modelsDirectory' | 'model' | 'accelerator'>;

/** A patch and the time of the stream from which it applies. */
export interface TimedPatch {
  readonly seconds: number;
  readonly patch: VoicePatch;
}

export interface SoundProgramSpec {
  readonly kind: 'sound';
  /** Mono, at `sampleRate`. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Latency of the voice that takes over. */
  readonly latencyFrames: number;
}

/** Time spent so far in network and synthesis, µs, hops that ran, and those that a network on a thread of its own had not in time. */
export interface ProgramTimes {
  networkUs: number;
  dspUs: number;
  runs: number;
  missed: number;
}

/** A program that is ready to play: a renderer, and the commands that only its kind supports. Render thread. */
export interface Program {
  readonly renderer: Renderer;
  /** A sentence for the player; see `InferenceSession`. */
  readonly notice?: string | undefined;
  /** Applies a command that concerns the program, such as a new patch; ignores all others. */
  handle(command: Command): void;
  /** Joins a sound that another program is playing, `elapsed` samples after its trigger. */
  join?(elapsed: number): Promise<void>;
  /**
   * Called once, before the first block: live, a network on a thread of its own has a deadline; in a file it has none.
   *
   * @throws NeurorackError 'unsupported' when the network is too slow to be played live
   */
  setLive?(isLive: boolean): void;
  /** Writes the times so far into an object that the caller keeps. Called after each block: allocates nothing. */
  readTimes?(into: ProgramTimes): void;
  /** Of a network on a thread of its own: the time that it has for a hop, µs. */
  readonly hopUs?: number | undefined;
  close(): Promise<void>;
}

export interface ProgramContext {
  readonly block: BlockSize;
  /** Opens the network of a model on a thread of its own, that of `hop` samples; absent where it has to run in the render thread. */
  readonly startNetwork?: ((spec: ModelProgramSpec, hop: number) => Promise<QueuedSession>) | undefined;
  /** The clock that runs are timed with, ms. Default: the process's. */
  readonly nowMs?: (() => number) | undefined;
}

/** Opens the program that a spec describes; implemented by the composition root. */
export type OpenProgram = (
  spec: ProgramSpec,
  accelerator: ReturnType<Target['createAccelerator']>,
  context?: ProgramContext,
) => Promise<Program>;
