import type { InferenceSession, StateSnapshot } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';

/** Runs on silence until a network has forgotten its zeroed start: more than its receptive field of 67 frames. */
const PRIMING_RUNS = 80;

/** The accelerator's side of a voice: one block of numbers in, one out, and a state of silence to start from. */
export interface Network {
  /** Written by the caller before `run`. */
  readonly input: Float32Array;
  /** The answer to the last `run`; not to be read while `isSound` is false. */
  readonly output: Float32Array;
  /** Whether the last `run` went in and came out without NaN or infinity. */
  readonly isFinite: boolean;
  /** Runs that were not. */
  readonly faults: number;
  /** Back to the state of having heard silence. */
  reset(): void;
  /** Copies the state, into `into` when given. */
  saveState(into?: StateSnapshot): StateSnapshot;
  /** Goes on from a copy. */
  loadState(from: StateSnapshot): void;
  /**
   * Runs once; a promise only when the session's is. NaN or infinity on either side makes the state silence again, so that
   * it does not linger there.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  run(): void | Promise<void>;
}

export interface NetworkOptions {
  readonly session: InferenceSession;
  /** The network's input while nothing sounds. */
  readonly silence: readonly number[];
  readonly outputSize: number;
}

/**
 * Primes the session with silence, once, and keeps the state it reaches.
 *
 * @throws NeurorackError 'bad-model' when the session has no `x` and `y` of these sizes, or answers silence with NaN
 */
export async function createNetwork({ session, silence, outputSize }: NetworkOptions): Promise<Network> {
  const input = tensor(session.inputs, 'x', silence.length);
  const output = tensor(session.outputs, 'y', outputSize);
  session.resetState();
  for (let i = 0; i < PRIMING_RUNS; i++) {
    input.set(silence);
    await session.run();
  }
  if (!allFinite(output)) {
    throw new NeurorackError('bad-model', 'the network answers silence with NaN', {
      remedy: 'run `neurorack model check`, then install the model again',
    });
  }
  const silent = session.saveState();
  let isSound = true;
  let faults = 0;

  function finish(): void {
    if (!allFinite(output)) fault();
  }

  function fault(): void {
    isSound = false;
    faults++;
    session.loadState(silent);
  }

  return {
    input,
    output,
    get isFinite() {
      return isSound;
    },
    get faults() {
      return faults;
    },
    reset: () => {
      isSound = true;
      session.loadState(silent);
    },
    saveState: (into) => session.saveState(into),
    loadState: (from) => {
      isSound = true;
      session.loadState(from);
    },
    run: () => {
      isSound = true;
      if (!allFinite(input)) return fault();
      const pending = session.run();
      return pending === undefined ? finish() : pending.then(finish);
    },
  };
}

function tensor(tensors: ReadonlyMap<string, Float32Array>, name: string, size: number): Float32Array {
  const found = tensors.get(name);
  if (found === undefined || found.length !== size) {
    throw new NeurorackError(
      'bad-model',
      `the network's tensor '${name}' has ${found?.length ?? 'no'} values, the model's family needs ${size}`,
      { remedy: 'export the model again, or use another one' },
    );
  }
  return found;
}

function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
