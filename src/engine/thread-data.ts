import type { PanelInput } from '../contracts/panel-input.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import type { EngineMemory } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';

/** What a render thread is to play: a model on the board's accelerator, or a sound made beforehand. */
export type ProgramSpec = ModelProgramSpec | SoundProgramSpec;

export interface ModelProgramSpec {
  readonly kind: 'model';
  readonly modelsDirectory: string;
  /** Name or folder. */
  readonly model: string;
  readonly seed: number;
  readonly patch: VoicePatch;
  /** What the source 'map' plays. */
  readonly map?: SoundMap | undefined;
  /** For a stream whose time is its own: what the performance's knob chooses on the way, in order of time. */
  readonly timedPatches?: readonly TimedPatch[] | undefined;
}

export interface TimedPatch {
  /** Of the stream. */
  readonly seconds: number;
  readonly patch: VoicePatch;
}

export interface SoundProgramSpec {
  readonly kind: 'sound';
  /** Mono, at `sampleRate`. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Of the voice that takes over. */
  readonly latencyFrames: number;
}

/** What each thread of an engine is started with, as a worker's `workerData`. */
export type ThreadData = AudioThreadData | ControlThreadData | RenderThreadData;

export interface AudioThreadData {
  readonly role: 'audio';
  readonly memory: EngineMemory;
  readonly block: BlockSize;
  /** Where the sound goes, in the target's words: `wav:out.wav`, `null`. */
  readonly sink: string;
  readonly sampleRate: number;
  /** Frames after which the stream ends (Infinity for never), where a device sets the pace, and where time is its own. */
  readonly frames: { readonly clocked: number; readonly offline: number };
}

export interface ControlThreadData {
  readonly role: 'control';
  readonly memory: EngineMemory;
  readonly settings: ControlSettings;
  /** Plays instead of the board's own inputs. */
  readonly performance: Performance | undefined;
}

export interface RenderThreadData {
  readonly role: 'render';
  readonly memory: EngineMemory;
  /** Which deck is this thread's. */
  readonly deck: number;
  readonly block: BlockSize;
  readonly program: ProgramSpec;
  /** Whether the target's stand-in runs the model, not its accelerator. */
  readonly isFallback: boolean;
  /** For a stream whose time is its own. */
  readonly settings: ControlSettings;
  readonly performance: Performance | undefined;
}

/** From the main thread to the others; each obeys those that it knows. */
export type Command =
  | { readonly kind: 'stop' }
  | { readonly kind: 'fade-out'; readonly frames: number }
  | { readonly kind: 'repertory'; readonly patch: VoicePatch }
  | { readonly kind: 'map'; readonly map: SoundMap }
  /** The performance may begin. */
  | { readonly kind: 'perform' }
  | { readonly kind: 'settings'; readonly settings: ControlSettings }
  | { readonly kind: 'panel'; readonly message: PanelInput };
