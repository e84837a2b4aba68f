import type { ProgramSpec } from './program.ts';
import type { ThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** Which of the engine's threads it is. */
export type ThreadRole = ThreadData['role'];

/** An event of the engine while it plays. Main thread. */
export type EngineEvent =
  | Extract<ThreadMessage, { kind: 'opened' | 'performing' | 'knob' | 'input-fault' }>
  /** A program sounds from now on, or has taken over from another. */
  | {
      readonly kind: 'playing';
      readonly program: ProgramSpec;
      readonly isFallback: boolean;
      /** A sentence for the player: another runtime than the expected one runs the network. */
      readonly notice?: string | undefined;
      readonly latencyFrames: number;
    }
  /** The accelerator could not start or has failed: its fallback plays, or is being started. */
  | { readonly kind: 'fallback'; readonly error: Error }
  /** A thread crashed or hung and was started again. */
  | { readonly kind: 'restarted'; readonly role: ThreadRole; readonly error: Error }
  /** A thread crashed and is not started again, or could not start; a model may still be playing on another thread. */
  | {
      readonly kind: 'lost';
      readonly role: ThreadRole;
      readonly error: Error;
      readonly isPlaying: boolean;
      /** The program of a lost render thread. */
      readonly program?: ProgramSpec | undefined;
    }
  /** The stream has ended, or the engine was stopped. */
  | { readonly kind: 'ended' };
