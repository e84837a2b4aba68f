import type { Accelerator, ArtifactSpec, InferenceSession } from '../accelerator.ts';
import { type ErrorKind, NeurorackError } from '../errors.ts';
import { createSessionTensors } from '../session-tensors.ts';
import { assertSameTensors } from '../tensor-check.ts';
import { leakySum, type NetworkFunction } from './leaky-sum.ts';

/** What goes wrong in a run: it throws, never ends, or answers NaN. */
export type RunFault = 'throw' | 'hang' | 'nan';

export interface FakeAcceleratorOptions {
  readonly name?: string;
  /** Whether `run` returns a promise; default false. A run that hangs always does. */
  readonly asynchronous?: boolean;
  /** What a network computes; default `leakySum`. */
  readonly compute?: NetworkFunction;
  /** The artifacts that exist, by path; others are 'bad-file', other tensors 'bad-model'. Default: whatever is asked for. */
  readonly artifacts?: ReadonlyMap<string, Pick<ArtifactSpec, 'inputs' | 'outputs'>>;
  /** Makes `open` throw this kind. */
  readonly openFault?: ErrorKind;
  /** Faults by the number of the run since `open`, from 0, warm-up included. */
  readonly runFaults?: ReadonlyMap<number, RunFault>;
}

/** One run as it was asked for: copies of the inputs, state included. */
export type RecordedRun = ReadonlyMap<string, Float32Array>;

export interface FakeAccelerator extends Accelerator {
  /** Artifacts opened, in order, and per session its runs. */
  readonly opened: readonly ArtifactSpec[];
  readonly recorded: readonly (readonly RecordedRun[])[];
}

/** An accelerator without a device: the same answer for the same input, everything recorded, faults on request. */
export function createFakeAccelerator(options: FakeAcceleratorOptions = {}): FakeAccelerator {
  const opened: ArtifactSpec[] = [];
  const recorded: RecordedRun[][] = [];
  return {
    name: options.name ?? 'fake',
    opened,
    recorded,
    open: async (artifact) => {
      checkArtifact(artifact, options);
      const runs: RecordedRun[] = [];
      const session = openSession(artifact, options, runs);
      opened.push(artifact);
      recorded.push(runs);
      return session;
    },
  };
}

function checkArtifact(artifact: ArtifactSpec, options: FakeAcceleratorOptions): void {
  if (options.openFault !== undefined) {
    throw new NeurorackError(options.openFault, 'the fake accelerator was told not to open', {
      remedy: 'clear the fault',
    });
  }
  if (options.artifacts === undefined) return;
  const found = options.artifacts.get(artifact.path);
  if (found === undefined) {
    throw new NeurorackError('bad-file', `no such artifact: ${artifact.path}`, { remedy: 'give one that exists' });
  }
  assertSameTensors(artifact, found);
}

function openSession(artifact: ArtifactSpec, options: FakeAcceleratorOptions, runs: RecordedRun[]): InferenceSession {
  const { inputs, outputs, carryState, resetState, clear, saveState, loadState } = createSessionTensors(artifact);
  const compute = options.compute ?? leakySum;
  let closed = false;
  let busy = false;
  let endHang: (() => void) | undefined;

  function finish(fault: RunFault | undefined): void {
    if (fault === 'throw') throw deviceFault(`run ${runs.length - 1} was told to fail`);
    compute({ artifact, inputs, outputs });
    if (fault === 'nan') for (const output of outputs.values()) output.fill(Number.NaN);
    carryState();
  }

  async function finishLater(fault: RunFault | undefined): Promise<void> {
    busy = true;
    try {
      await Promise.resolve();
      if (fault === 'hang') {
        await new Promise<void>((resolve) => {
          endHang = resolve;
          if (closed) resolve();
        });
        throw deviceFault('the session was closed while a run hung');
      }
      finish(fault);
    } finally {
      busy = false;
    }
  }

  function run(): void | Promise<void> {
    if (closed) throw deviceFault('the session is closed');
    if (busy) throw new NeurorackError('busy', 'a run is under way', { remedy: 'wait for the last run to end' });
    const fault = options.runFaults?.get(runs.length);
    runs.push(new Map([...inputs].map(([name, values]) => [name, values.slice()])));
    if (options.asynchronous || fault === 'hang') return finishLater(fault);
    finish(fault);
  }

  return {
    inputs,
    outputs,
    run,
    resetState,
    saveState,
    loadState,
    warmUp: async () => {
      clear();
      await run();
      clear();
    },
    close: async () => {
      closed = true;
      endHang?.();
    },
  };
}

function deviceFault(what: string): NeurorackError {
  return new NeurorackError('device-fault', `fake accelerator: ${what}`, { remedy: 'open a new session' });
}
