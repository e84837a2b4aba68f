import type { InferenceSession, StateSnapshot } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';

/** Default of `primingRuns`: more than a receptive field of 67 frames. */
export const PRIMING_RUNS = 80;

/** The network of a voice: one hop of input to one of output, and the state after silence to start from. Used by one thread. */
export interface Network {
  /** Written by the caller before `run`. */
  readonly input: Float32Array;
  /** Output of the last `run`; not valid while `isFinite` is false. */
  readonly output: Float32Array;
  /** Whether input and output of the last `run` had no NaN or infinity. */
  readonly isFinite: boolean;
  /** Runs with NaN or infinity. */
  readonly faults: number;
  /** Returns to the state after silence. */
  reset(): void;
  /** Copies the state, into `into` when given. */
  saveState(into?: StateSnapshot): StateSnapshot;
  /** Restores a copy. */
  loadState(from: StateSnapshot): void;
  /**
   * Runs once; a promise only when the session's is. NaN or infinity on either side resets the state, so that they do not
   * stay in it.
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
  /** Runs on silence after which the network's zeroed start has no effect. Default 80. */
  readonly primingRuns?: number | undefined;
}

/**
 * Primes the session with silence and keeps the state it reaches.
 *
 * @throws NeurorackError 'bad-model' when the session has no `x` and `y` of these sizes, or its output for silence is not finite
 */
export async function createNetwork({
  session,
  silence,
  outputSize,
  primingRuns = PRIMING_RUNS,
}: NetworkOptions): Promise<Network> {
  const input = tensor(session.inputs, 'x', silence.length);
  const output = tensor(session.outputs, 'y', outputSize);
  session.resetState();
  for (let i = 0; i < primingRuns; i++) {
    input.set(silence);
    await session.run();
  }
  if (!allFinite(output)) throw nanInSilence();
  const silent = session.saveState();
  let isOutputFinite = true;
  let faults = 0;

  function finish(): void {
    if (!allFinite(output)) fault();
  }

  function fault(): void {
    isOutputFinite = false;
    faults++;
    session.loadState(silent);
  }

  return {
    input,
    output,
    get isFinite() {
      return isOutputFinite;
    },
    get faults() {
      return faults;
    },
    reset: () => {
      isOutputFinite = true;
      session.loadState(silent);
    },
    saveState: (into) => session.saveState(into),
    loadState: (from) => {
      isOutputFinite = true;
      session.loadState(from);
    },
    run: () => {
      isOutputFinite = true;
      if (!allFinite(input)) return fault();
      const pending = session.run();
      return pending === undefined ? finish() : pending.then(finish);
    },
  };
}

function tensor(tensors: ReadonlyMap<string, Float32Array>, name: string, size: number): Float32Array {
  const found = tensors.get(name) ?? new Float32Array(0);
  checkSize(name, found.length, size);
  return found;
}

/** @throws NeurorackError 'bad-model' when a tensor has not the size that the model's family needs */
export function checkSize(name: string, found: number, size: number): void {
  if (found === size) return;
  throw new NeurorackError(
    'bad-model',
    `the network's tensor '${name}' has ${found === 0 ? 'no' : found} values, the model's family needs ${size}`,
    { remedy: 'export the model again, or use another one' },
  );
}

export const nanInSilence = (): NeurorackError =>
  new NeurorackError('bad-model', 'the network answers silence with NaN', {
    remedy: 'run `neurorack model check`, then install the model again',
  });

export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
