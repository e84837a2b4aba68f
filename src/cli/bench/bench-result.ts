import type { identify } from './identity.ts';
import type { LatencyResult } from './latency-scenario.ts';
import type { PlayResult } from './play-scenario.ts';

/** One run of the bench; `ci/bench/result.schema.json` says the same to programs. */
export interface BenchResult {
  readonly format: 'neurorack-bench';
  readonly version: 1;
  readonly at: string;
  readonly identity: Awaited<ReturnType<typeof identify>>;
  readonly bundleBytes: number | null;
  /** Network and synthesis of one long render, nothing waiting in between: seconds of computing a second of sound. */
  readonly throughput: { readonly realTimeFactor: number; readonly network: number; readonly dsp: number };
  readonly scenarios: readonly BenchScenario[];
}

export interface BenchScenario {
  readonly block: number;
  readonly play: PlayResult;
  readonly latency: LatencyResult;
}
