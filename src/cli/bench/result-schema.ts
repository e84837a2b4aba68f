import * as z from 'zod';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import { EVIDENCE, LABEL } from './evidence.ts';

const unknownable = <S extends z.ZodType>(schema: S) => schema.nullable();
const size = z.number().nonnegative();
const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');

const identity = z.strictObject({
  board: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  revision: unknownable(z.string()).describe('Model as the device tree names it'),
  evidence: z.enum(EVIDENCE),
  version: z.string(),
  commit: unknownable(z.string().regex(/^[0-9a-f]{40}$/, 'expected 40 lower-case hexadecimal digits')),
  uncommitted: unknownable(
    z.string().regex(/^(none|[0-9a-f]{40})$/, "expected 'none' or 40 lower-case hexadecimal digits"),
  )
    .default(null)
    .describe("'none', or a digest of the uncommitted changes: such a result is never pooled with its commit"),
  label: unknownable(z.string().regex(LABEL, 'expected up to 40 letters, digits and . _ + -'))
    .default(null)
    .describe('Name of a state that nothing else tells apart'),
  os: z.string(),
  cpu: unknownable(z.string()),
  cores: unknownable(z.int().positive()),
  memoryMb: unknownable(z.int().positive()),
  governor: unknownable(z.string()),
  powerMode: unknownable(z.string()).describe('Of a Jetson, as nvpmodel names it'),
  node: z.string(),
  onnxruntime: unknownable(z.string()),
  accelerator: z.strictObject({
    name: z.string(),
    driver: unknownable(z.string()).describe('Version of its driver, as the kernel gives it'),
    fallbackReason: unknownable(z.string()).describe('Why the processor played instead of it; null when it did not'),
  }),
  model: z.strictObject({
    id: z.string(),
    version: z.string(),
    manifestSha256: sha256,
    family: unknownable(z.string()).default(null),
    hop: unknownable(z.int().positive()).default(null).describe('Samples of a run of its network'),
    sampleRate: unknownable(z.int().positive()).default(null).describe('Of its network, Hz'),
  }),
});

const cold = z
  .strictObject({
    sinkMs: unknownable(size),
    playableMs: unknownable(size),
    modelMs: unknownable(size).describe('Until the model itself plays'),
    firstSoundMs: unknownable(size).describe('Until the first sample of the first trigger'),
    filesMs: unknownable(size).describe('Reading the manifest and the network, checksums included'),
    openMs: unknownable(size).describe('The accelerator takes the network: where it builds an engine, that too'),
    warmUpMs: unknownable(size).describe('First runs of the network'),
  })
  .describe('The first three and the first sound count from the start of the process');

const quantiles = z.strictObject({
  count,
  p50Us: unknownable(size),
  p90Us: unknownable(size),
  p99Us: unknownable(size),
  p999Us: unknownable(size),
  maxUs: unknownable(size),
});

const histogram = z
  .array(z.tuple([size, size, z.int().positive()]))
  .max(1000)
  .describe('[from µs, to µs, count], an eighth of an octave each, empty ones left out');

const latencies = z.strictObject({
  count,
  lost: count,
  p50Ms: unknownable(size),
  p99Ms: unknownable(size),
  maxMs: unknownable(size),
});

const healthSample = z.strictObject({
  seconds: size,
  cpuC: unknownable(z.number()),
  acceleratorC: unknownable(z.number()),
  isThrottled: unknownable(z.boolean()),
  watts: unknownable(size),
});

const play = z.strictObject({
  model: z.string(),
  sink: z.string(),
  block: z.int().positive(),
  seconds: size,
  counters: z.record(z.string(), z.int()),
  blockUs: quantiles,
  blockCpuUs: quantiles,
  networkUs: quantiles,
  dspUs: quantiles,
  gcUs: quantiles,
  histograms: z.strictObject({ blockUs: histogram, blockCpuUs: histogram, networkUs: histogram, dspUs: histogram }),
  minutes: z
    .strictObject({ firstP99Us: unknownable(size), lastP99Us: unknownable(size), ratio: unknownable(size) })
    .describe('p99 of a block in the first and in the last minute; null for a run of less than two'),
  gateLatencyMs: size.describe('By construction'),
  deviceLatencyMs: size,
  rssMb: size,
  realTimeFactor: unknownable(size),
  underrunsPerHour: size,
  cpuPercent: size,
  longestGapMs: size,
  renderHeapKb: z.strictObject({ first: unknownable(size), last: unknownable(size) }),
  panels: unknownable(
    z.strictObject({ panels: z.int().positive(), textPerSecond: size, soundPerSecond: size, bytesPerSecond: size }),
  ),
  health: z.array(healthSample).max(1000),
});

const parity = z.strictObject({
  file: z.string(),
  precision: z.string(),
  kind: z.string(),
  frames: count,
  maxError: unknownable(size).describe('Largest absolute error of any output; null when the network answered NaN'),
  rmsError: unknownable(size),
  tolerance: size,
  rmsTolerance: unknownable(size),
  passed: z.boolean(),
  logSpectralDistanceDb: unknownable(size).describe('Between the sounds that the two outputs are rendered to'),
  descriptorErrors: unknownable(z.record(z.enum(DESCRIPTORS), unknownable(size)))
    .default(null)
    .describe('Of the same sounds: mean difference of each descriptor, in standard deviations of the training sounds'),
});

const load = z.strictObject({
  seconds: size.describe('For each step'),
  blocks: z.array(
    z.strictObject({
      block: z.int().positive(),
      fits: unknownable(z.boolean()).describe('No engine overrun; null: the engine has no such block'),
      engineOverruns: unknownable(count),
      blocks: unknownable(count),
    }),
  ),
  voices: z
    .array(
      z.strictObject({
        model: z.string(),
        block: z.int().positive(),
        fits: unknownable(count).describe('Voices side by side on one core before the first engine overrun'),
        isLimit: z.boolean().describe('False: more were not tried'),
        realTimeFactors: z
          .array(size)
          .optional()
          .describe('Seconds of computing a second of sound with 1, 2, ... voices; absent in older results'),
      }),
    )
    .describe('Each installed model'),
});

const messages = z.strictObject({
  block: z.int().positive(),
  seconds: size.describe('Duration of the flood'),
  perSecond: z.int().positive().describe('On each input'),
  engineOverruns: count,
  hostOverruns: count,
  lostEdges: count.describe('Gate edges without a place in a ring'),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      sent: count,
      dropped: z.int().describe('Messages that have not arrived'),
      toControlFrame: latencies,
    }),
  ),
});

const power = z.strictObject({
  meter: z.string(),
  idleWatts: unknownable(size),
  playingWatts: unknownable(size),
  mjPerSecond: unknownable(size).describe('Of sound, idling included'),
});

/** The layout of a result; `ci/bench/result.schema.json` is written from it. */
export const benchResultSchema = z
  .strictObject({
    format: z.literal('neurorack-bench'),
    version: z.literal(3),
    at: z.string().regex(/^\d{4}-\d{2}-\d{2}T/, 'expected a time such as 2026-01-31T12:00:00Z'),
    note: unknownable(z.string()).describe('Conditions of this run that a reader has to know'),
    identity,
    bundleBytes: unknownable(count),
    cold: unknownable(cold),
    throughput: unknownable(z.strictObject({ realTimeFactor: size, network: size, dsp: size })).describe(
      'Seconds of computing a second of sound, one long render',
    ),
    parity: unknownable(z.array(parity)),
    load: unknownable(load),
    power: unknownable(power),
    trigger: z
      .strictObject({
        block: z.int().positive(),
        prepared: unknownable(count).describe('With the onset prefetched'),
        cold: unknownable(count).describe('With nothing prefetched'),
        sampleRate: z.int().positive(),
      })
      .optional()
      .describe('Samples from a trigger to its first sound, counted offline; absent: not measured'),
    control: z
      .strictObject({ edge: latencies, cvStep: latencies })
      .optional()
      .describe(
        'From an edge at a gate, and from a step at a jack, to the control frame that shows it; absent: not measured',
      ),
    messages: messages
      .optional()
      .describe(
        'Messages on all inputs at once; latencies from the sending of a note to the control frame with its pitch; absent: not measured',
      ),
    scenarios: z.array(
      z.strictObject({
        block: z.int().positive(),
        play: unknownable(play),
        latency: unknownable(z.strictObject({ gate: latencies, cv: latencies, cvFromJack: latencies })),
      }),
    ),
  })
  .describe('One run of `neurorack bench`. Units are in the names; null is unknown, never 0.');

/** One run of the bench. */
export type BenchResult = z.infer<typeof benchResultSchema>;
export type BenchScenario = BenchResult['scenarios'][number];
