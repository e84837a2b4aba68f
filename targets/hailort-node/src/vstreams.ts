import { HailortError } from './error.ts';
import type { Frame } from './formats.ts';
import type { Handle } from './handle.ts';
import type { InputVStream, Lane, OutputVStream, VStream } from './vstream.ts';

/** All open inputs and outputs of a network. One run at a time; different sets may run at the same time. */
export interface VStreams {
  readonly inputs: readonly InputVStream[];
  readonly outputs: readonly OutputVStream[];
  /**
   * One frame in at every input, one frame out at every output; blocks the thread until the output is there.
   *
   * @param frames.inputs in the order of `inputs`; only read
   * @param frames.outputs in the order of `outputs`; written in place
   * @throws HailortError HAILO_TIMEOUT when the chip does not answer within `timeoutMs`, HAILO_STREAM_ABORT and others;
   * 'OUT_OF_STEP' after such a failure, until the streams are opened again; 'BAD_ARGUMENT' for frames of another number or
   * size; 'BUSY' while a `runAsync` is under way; 'CLOSED'
   */
  run(frames: Frames): void;
  /** The same on threads of the pool. Neither touch the frames nor transfer them to a worker until the promise settles. */
  runAsync(frames: Frames): Promise<void>;
  /** Waits for a `runAsync` under way (up to its timeout), then releases the streams. May be called twice. */
  close(): Promise<void>;
}

export interface Frames {
  readonly inputs: readonly Frame[];
  readonly outputs: readonly Frame[];
}

export function createVStreams(options: {
  inputs: readonly Lane<InputVStream>[];
  outputs: readonly Lane<OutputVStream>[];
  handle: Handle;
}): VStreams {
  const { inputs, outputs, handle } = options;
  let isBusy = false;
  let failure: unknown;

  /** Checks every frame before one moves: a run refused halfway would leave the streams out of step. */
  function assertReady(frames: Frames): void {
    handle.assertOpen();
    if (isBusy) throw new HailortError('BUSY', 'a run is under way on these streams');
    if (failure !== undefined) {
      throw new HailortError('OUT_OF_STEP', 'an earlier run failed midway', { cause: failure });
    }
    assertFit('inputs', frames.inputs, inputs);
    assertFit('outputs', frames.outputs, outputs);
  }

  return {
    inputs: inputs.map(({ stream }) => stream),
    outputs: outputs.map(({ stream }) => stream),
    run: (frames) => {
      assertReady(frames);
      try {
        for (let i = 0; i < inputs.length; i++) inputs[i].move(frames.inputs[i]);
        for (let i = 0; i < outputs.length; i++) outputs[i].move(frames.outputs[i]);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    runAsync: async ({ inputs: written, outputs: read }) => {
      const frames = { inputs: [...written], outputs: [...read] }; // the caller may change its lists during the run
      assertReady(frames);
      const release = handle.hold();
      isBusy = true;
      try {
        // Reads block threads of the pool: started before the writes they could hold all of them, and no write would run.
        await allOf(inputs.map((input, i) => input.moveAsync(frames.inputs[i])));
        await allOf(outputs.map((output, i) => output.moveAsync(frames.outputs[i])));
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        isBusy = false;
        release();
      }
    },
    close: handle.close,
  };
}

/** Waits for all calls, also after one has failed: their memory is in use until then. */
async function allOf(calls: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(calls)) if (result.status === 'rejected') throw result.reason;
}

function assertFit(side: keyof Frames, frames: readonly Frame[], lanes: readonly Lane<VStream>[]): void {
  if (frames.length !== lanes.length) {
    throw new HailortError('BAD_ARGUMENT', `${frames.length} ${side} for ${lanes.length} streams`);
  }
  for (let i = 0; i < frames.length; i++) lanes[i].assertReady(frames[i]);
}
