import type { AudioThreadData, ControlThreadData, ProgramSpec } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** What a thread of the engine is there for. */
export type ThreadRole = AudioThreadData['role'] | ControlThreadData['role'] | 'render';

/** What the engine tells while it plays. */
export type EngineEvent =
  | Extract<ThreadMessage, { kind: 'opened' | 'performing' | 'knob' | 'input-fault' }>
  /** A repertoire is heard from now on, or has taken over. */
  | {
      readonly kind: 'playing';
      readonly program: ProgramSpec;
      readonly isFallback: boolean;
      readonly latencyFrames: number;
    }
  /** The accelerator cannot play, or no longer can: its stand-in does, or is about to. */
  | { readonly kind: 'stood-in'; readonly error: Error }
  /** A thread has died or hung and was started again. */
  | { readonly kind: 'restarted'; readonly role: ThreadRole; readonly error: Error }
  /** A thread has died and stays dead, or could not start; another one may be playing still. */
  | { readonly kind: 'lost'; readonly role: ThreadRole; readonly error: Error; readonly isPlaying: boolean }
  /** The stream has come to its end, or the engine was stopped. */
  | { readonly kind: 'ended' };
