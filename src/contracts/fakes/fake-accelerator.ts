import type { Accelerator, ArtifactSpec, InferenceSession } from '../accelerator.ts';
import { type ErrorKind, NeurorackError } from '../errors.ts';
import { createSessionTensors } from '../session-tensors.ts';
import { assertSameTensors } from '../tensor-check.ts';
import { leakySum, type NetworkFunction } from './leaky-sum.ts';

/** Fault of a run: it throws, never ends, or outputs NaN. */
export type RunFault = 'throw' | 'hang' | 'nan';

export interface FakeAcceleratorOptions {
  readonly name?: string;
  /** Whether `run` returns a promise; default false. A run that hangs always does. */
  readonly asynchronous?: boolean;
  /** Function that every network computes; default `leakySum`. */
  readonly compute?: NetworkFunction;
  /** The artifacts that exist, by path; others are 'bad-file', other tensors 'bad-model'. Default: every artifact exists. */
  readonly artifacts?: ReadonlyMap<string, Pick<ArtifactSpec, 'inputs' | 'outputs'>>;
  /** Makes `open` throw this kind. */
  readonly openFault?: ErrorKind;
  /** Faults by run number since `open`, from 0; warm-up counts as a run. */
  readonly runFaults?: ReadonlyMap<number, RunFault>;
}

/** The inputs of one run, state included, copied. */
export type RecordedRun = ReadonlyMap<string, Float32Array>;

export interface FakeAccelerator extends Accelerator {
  /** The artifacts opened, in order, and the runs of each session. */
  readonly opened: readonly ArtifactSpec[];
  readonly recorded: readonly (readonly RecordedRun[])[];
}

/** An accelerator without a device: deterministic, records every run, injects faults. */
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
    throw new NeurorackError(options.openFault, 'the fake accelerator has an open fault', {
      remedy: 'clear the fault',
    });
  }
  if (options.artifacts === undefined) return;
  const found = options.artifacts.get(artifact.path);
  if (found === undefined) {
    throw new NeurorackError('bad-file', `no such artifact: ${artifact.path}`, { remedy: 'use one that exists' });
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
    if (fault === 'throw') throw deviceFault(`run ${runs.length - 1} has a fault`);
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
