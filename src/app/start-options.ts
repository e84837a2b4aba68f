import type { GateMode, LoopMode } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { AudioJackOptions } from './choose-audio-jacks.ts';
import type { VoiceOptions } from './choose-voices.ts';
import type { OscOptions } from './open-osc.ts';

/** The options of the command line; what it does not name comes from the last session. */
export interface StartOptions extends AudioJackOptions, OscOptions, VoiceOptions {
  readonly board?: string;
  readonly audio?: string;
  readonly accelerator?: string;
  readonly port: number;
  readonly host?: string;
  readonly headless?: boolean;
  readonly block?: string;
  /** Frames of the sound card's buffer. */
  readonly buffer?: number;
  /** dB */
  readonly volume?: number;
  readonly bank?: string;
  readonly model?: string;
  readonly set?: string;
  readonly setB?: string;
  readonly gate?: GateMode;
  readonly loop?: LoopMode;
  readonly seed?: number;
  readonly seconds?: number | undefined;
  readonly performance?: Performance | undefined;
  /** WAV file of what the sink gets, from the model's first block on. */
  readonly record?: string | undefined;
}
