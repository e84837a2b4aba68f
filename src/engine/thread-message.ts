import { type ErrorKind, NeurorackError } from '../contracts/errors.ts';
import type { KnobEvent } from '../contracts/knob.ts';

/** From a thread of the engine to the main one. */
export type ThreadMessage =
  | {
      readonly kind: 'opened';
      readonly sink: string;
      readonly isClocked: boolean;
      readonly sampleRate: number;
      readonly latencyFrames: number;
      /** Why the thread runs without a real-time scheduler; undefined when it has one. */
      readonly notRealtime: string | undefined;
    }
  | { readonly kind: 'started'; readonly startFrame: number; readonly latencyFrames: number }
  /** A performance has begun; its second 0 is at `startUs`. */
  | { readonly kind: 'performing'; readonly startUs: number }
  | { readonly kind: 'knob'; readonly event: KnobEvent }
  | { readonly kind: 'input-fault'; readonly input: string; readonly error: PortableError }
  | { readonly kind: 'failed'; readonly error: PortableError }
  | { readonly kind: 'ended' };

/** A `NeurorackError` as data: what crosses from thread to thread loses its class. */
export interface PortableError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly remedy: string;
}

export function toPortable(error: unknown): PortableError {
  if (error instanceof NeurorackError) return { kind: error.kind, message: error.message, remedy: error.remedy };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'device-fault', message, remedy: 'start the instrument again; if it happens again, report it' };
}

export function fromPortable({ kind, message, remedy }: PortableError): NeurorackError {
  return new NeurorackError(kind, message, { remedy });
}
