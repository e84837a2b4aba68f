import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type BenchResult, benchResultSchema } from '../../../src/cli/bench/result-schema.ts';
import { readSourceState } from '../../../src/cli/bench/source-state.ts';
import { readSceneEvents, type SceneEvent } from '../report/recording.ts';
import type { Scene } from '../test-bench/scene.ts';

/** A control frame within this time after an event shows it, µs. */
const PATIENCE_US = 180_000;
const STEP_VOLTS = 5;

const framesSchema = z.object({
  frames: z.array(z.tuple([z.number(), z.number(), z.number()])),
  faults: z.array(z.string()),
});

type Latencies = NonNullable<BenchResult['control']>['edge'];

/** Seconds between two events, and a little more each time: they keep no step with the control loop. */
const APART = 0.09;
const DRIFT = 0.000_37;

/** Edges, and steps, that come first and are not timed: a loop that has run for days is compiled, and this one is by then. */
export const WARM_UP_COUNT = 40;

/** Edges and steps by turns, `count` of each to be timed, after those that warm the loop up. */
export function latencyScene(count: number): { readonly scene: Scene; readonly secondsLong: number } {
  let at = 2;
  const lines = Array.from({ length: WARM_UP_COUNT + count }, (_, n) => {
    const [edge, step] = [at, at + APART];
    at += 2 * (APART + n * DRIFT);
    return `${edge.toFixed(4)} gate1 tap 40\n${step.toFixed(4)} cv1 ${n % 2 === 0 ? STEP_VOLTS : 0}`;
  });
  const performance = `${lines.join('\n')}\n${(at + 0.3).toFixed(4)} end\n`;
  const scene: Scene = { format: 'neurorack-scene', version: 2, name: 'latencies', performance, faults: [] };
  return { scene, secondsLong: at + 0.3 };
}

/** Times from an event to the first control frame that shows it; the first `warmUps` edges and steps do not count. */
export function measureLatencies(
  events: readonly SceneEvent[],
  frames: readonly (readonly [number, number, number])[],
  warmUps = 0,
) {
  const first = (us: number, shows: (gate: number, volts: number) => boolean): number | undefined => {
    const frame = frames.find(([at, gate, volts]) => at > us && at < us + PATIENCE_US && shows(gate, volts));
    return frame === undefined ? undefined : (frame[0] - us) / 1000;
  };
  const edges = events.filter(({ gate, isHigh }) => gate === 0 && isHigh === true).slice(warmUps);
  const steps = events.filter(({ jack }) => jack === 0).slice(warmUps);
  return {
    edge: quantiles(edges.map(({ us }) => first(us, (gate) => gate === 1))),
    cvStep: quantiles(
      steps.map(({ us, volts }) => first(us, (_, read) => Math.abs(read - Number(volts)) < STEP_VOLTS / 2)),
    ),
  };
}

function quantiles(given: readonly (number | undefined)[]): Latencies {
  const found = given.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const at = (q: number): number | null => found[Math.min(Math.ceil(q * found.length), found.length) - 1] ?? null;
  return { count: found.length, lost: given.length - found.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

/** A result of the bench, of class `virtual`, with the two latencies and nothing else: what was not measured is null. */
export function writeLatencyResult(folder: string, release: string): BenchResult {
  const events = readSceneEvents(folder);
  const { frames, faults } = framesSchema.parse(JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8')));
  if (faults.length > 0) throw new Error(`inputs failed: ${faults.join('; ')}`);
  const manifest = readFileSync('models/impacts/manifest.json');
  const { id, version } = z
    .object({ id: z.string(), version: z.string() })
    .parse(JSON.parse(manifest.toString('utf8')));
  const result = benchResultSchema.parse({
    format: 'neurorack-bench',
    version: 3,
    at: new Date().toISOString(),
    note: 'Control loop alone, over the drivers of the virtual board; its clock counts instructions, one a nanosecond.',
    identity: {
      board: 'virtual',
      revision: null,
      evidence: 'virtual',
      version: z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version,
      ...readSourceState(process.cwd()),
      os: `Linux ${release}`,
      cpu: 'QEMU, a thousand million instructions a second',
      cores: 1,
      memoryMb: null,
      governor: null,
      powerMode: null,
      node: process.version,
      onnxruntime: null,
      accelerator: { name: 'none', driver: null, fallbackReason: null },
      model: { id, version, manifestSha256: createHash('sha256').update(manifest).digest('hex') },
    },
    bundleBytes: null,
    cold: null,
    throughput: null,
    parity: null,
    load: null,
    power: null,
    control: measureLatencies(events, frames, WARM_UP_COUNT),
    scenarios: [],
  });
  writeFileSync(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
