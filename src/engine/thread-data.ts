import type { AudioJacks } from '../contracts/audio-jacks.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { EngineMemory } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';
import type { ProgramSpec } from './program.ts';

/** The `workerData` that a thread of the engine is started with. */
export type ThreadData = AudioThreadData | ControlThreadData | RenderThreadData;

export interface AudioThreadData {
  readonly role: 'audio';
  readonly memory: EngineMemory;
  readonly block: BlockSize;
  /** Name of the sink, one of the target's forms: `wav:out.wav`, `null`. */
  readonly sink: string;
  /** Whether silence plays while the sink does not open, until it does. */
  readonly isSinkOptional: boolean;
  /** Wished frames of the device's buffer; the sink's own choice when absent. */
  readonly bufferFrames: number | undefined;
  readonly sampleRate: number;
  /** The master volume, 0 to 1. */
  readonly gain: number;
  /** Length of the stream in frames (Infinity for no end): where a device sets the pace, and on an offline clock. */
  readonly frames: {
    readonly clocked: number;
    readonly offline: number;
    /** On an offline clock, how many at the beginning are not written. */
    readonly lead: number;
  };
}

export interface ControlThreadData {
  readonly role: 'control';
  readonly memory: EngineMemory;
  readonly settings: ControlSettings;
  /** Inputs of a sound card in place of the board's jacks. */
  readonly audioJacks: AudioJacks | undefined;
  /** Plays in place of the board's own inputs. */
  readonly performance: Performance | undefined;
}

export interface RenderThreadData {
  readonly role: 'render';
  readonly memory: EngineMemory;
  /** Index of this thread's deck. */
  readonly deck: number;
  readonly block: BlockSize;
  readonly program: ProgramSpec;
  /** Whether the target's fallback accelerator runs the model. */
  readonly isFallback: boolean;
  /** For an offline clock; live, the control thread applies the settings. */
  readonly settings: ControlSettings;
  /** For an offline clock; live, the control thread plays the performance. */
  readonly performance: Performance | undefined;
}
