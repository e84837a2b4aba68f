import { type ErrorData, toErrorData } from '../contracts/error-data.ts';
import type { KnobEvent } from '../contracts/knob.ts';

/** A message from a thread of the engine to the main thread. */
export type ThreadMessage =
  | {
      readonly kind: 'opened';
      readonly sink: string;
      readonly isClocked: boolean;
      readonly sampleRate: number;
      readonly latencyFrames: number;
      /** Why the thread runs without a real-time scheduler; undefined when it has one. */
      readonly notRealtime: string | undefined;
      /** The package that a real-time scheduler needs; undefined where it loads. */
      readonly missingPackage?: string | undefined;
      /** Why silence plays in place of an optional sink; undefined when the sink plays. */
      readonly missing?: ErrorData | undefined;
    }
  | {
      readonly kind: 'started';
      readonly startFrame: number;
      readonly latencyFrames: number;
      /** That of the program. */
      readonly notice?: string | undefined;
    }
  /** A performance has begun; its second 0 is at `startUs`. */
  | { readonly kind: 'performing'; readonly startUs: number }
  | { readonly kind: 'knob'; readonly event: KnobEvent }
  | { readonly kind: 'input-fault'; readonly input: string; readonly error: ErrorData }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  | { readonly kind: 'ended' };

/** An error of a thread of the engine, as data for a `ThreadMessage`. */
export const threadError = (error: unknown): ErrorData =>
  toErrorData(error, {
    kind: 'device-fault',
    remedy: 'start the instrument again; if it happens again, report it',
  });
