import { quantileOfBins } from '../bench/bins.ts';
import type { BenchResult, BenchScenario } from '../bench/result-schema.ts';
import type { EventCount } from './noise.ts';

/** Resolution of quantiles, which come from bins an eighth of an octave wide. */
const BIN = 2 ** (1 / 8);
/** Resolution of a measurement without bins. */
const FINE = 1.02;
/** Resolution of small numbers of voices: one more or less is not a change. */
const ONE_MORE = 1.5;
/** Resolution of latencies, which come in steps of the sink's period, a seventh of the latency of a block. */
const PERIOD = 1.1;

type Play = NonNullable<BenchScenario['play']>;
type Latency = NonNullable<BenchScenario['latency']>;

interface MetricDescription {
  /** Name in a thresholds file. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
}

/** A value, compared by ratio; null is unknown. */
export interface ValueMetric<Part> extends MetricDescription {
  readonly kind: 'value';
  readonly resolution: number;
  readonly value: (part: Part) => number | null | undefined;
}

/** A number of events, compared by rate. */
export interface CountMetric<Part> extends MetricDescription {
  readonly kind: 'count';
  readonly counted: (part: Part) => EventCount | null;
}

export type Metric<Part> = ValueMetric<Part> | CountMetric<Part>;

function value<Part>(
  description: readonly [id: string, title: string, unit: string],
  read: ValueMetric<Part>['value'],
  { resolution = FINE, better = 'less' }: { resolution?: number; better?: MetricDescription['better'] } = {},
): ValueMetric<Part> {
  const [id, title, unit] = description;
  return { kind: 'value', id, title, unit, better, resolution, value: read };
}

function count<Part>(
  description: readonly [id: string, title: string, unit: string],
  counted: CountMetric<Part>['counted'],
): CountMetric<Part> {
  const [id, title, unit] = description;
  return { kind: 'count', id, title, unit, better: 'less', counted };
}

type Timed = keyof Play['histograms'];

/** A quantile from the histogram, which is finer than the result's own figure, the upper edge of a bin. */
function fine(play: Play, of: Timed, q: number): number | null {
  const between = quantileOfBins(play.histograms[of], q);
  return between === null ? null : Math.min(between, play[of].maxUs ?? between);
}

const binned = { resolution: BIN };
const stepped = { resolution: PERIOD };
const largest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((one) => one !== null);
  return known.length === 0 ? null : Math.max(...known);
};
const blocksOf = (play: Play): number => play.counters.blocks ?? 0;
const hoursOf = (play: Play): number => play.seconds / 3600;

function triggerMs({ trigger }: BenchResult, which: 'prepared' | 'cold'): number | null {
  const samples = trigger?.[which] ?? null;
  return trigger === undefined || samples === null ? null : (1000 * samples) / trigger.sampleRate;
}

/** Metrics of a run. */
export const BOARD_METRICS: readonly Metric<BenchResult>[] = [
  value(['throughput', 'computing time, one long render', 'of real time'], (r) => r.throughput?.realTimeFactor),
  value(['throughput-network', 'network computing time', 'of real time'], (r) => r.throughput?.network),
  value(['throughput-dsp', 'synthesis computing time', 'of real time'], (r) => r.throughput?.dsp),
  value(['start-playable', 'process start to playable', 'ms'], (r) => r.cold?.playableMs),
  value(['start-model', 'process start to the playing model', 'ms'], (r) => r.cold?.modelMs),
  value(['start-first-sound', 'process start to the first sound', 'ms'], (r) => r.cold?.firstSoundMs),
  value(['model-files', 'model: reading its files', 'ms'], (r) => r.cold?.filesMs),
  value(['model-open', 'model: opening on the accelerator', 'ms'], (r) => r.cold?.openMs),
  value(['model-warm-up', 'model: warm-up', 'ms'], (r) => r.cold?.warmUpMs),
  value(['parity-max', 'largest error on the reference vectors', 'of its tolerance'], (r) =>
    largest(r.parity?.map(({ maxError, tolerance }) => (maxError === null ? null : maxError / tolerance)) ?? []),
  ),
  value(['parity-rms', 'RMS error on the reference vectors', 'of its tolerance'], (r) =>
    largest(
      r.parity?.map(({ rmsError, rmsTolerance }) =>
        rmsError === null || rmsTolerance === null ? null : rmsError / rmsTolerance,
      ) ?? [],
    ),
  ),
  value(['parity-sound', 'log-spectral distance from float32', 'dB'], (r) =>
    largest(r.parity?.map(({ logSpectralDistanceDb }) => logSpectralDistanceDb) ?? []),
  ),
  value(['parity-descriptors', 'largest error of a descriptor of the sound from float32', 'deviations'], (r) =>
    largest(r.parity?.flatMap(({ descriptorErrors }) => Object.values(descriptorErrors ?? {})) ?? []),
  ),
  value(['voices', 'voices on one core', 'voices'], (r) => largest(r.load?.voices.map(({ fits }) => fits) ?? []), {
    better: 'more',
    resolution: ONE_MORE,
  }),
  value(['trigger', 'trigger to first sample, prefetched onset', 'ms'], (r) => triggerMs(r, 'prepared')),
  value(['trigger-cold', 'trigger to first sample, nothing prefetched', 'ms'], (r) => triggerMs(r, 'cold')),
  value(['bundle', 'bundled code', 'MB'], (r) => (r.bundleBytes === null ? null : r.bundleBytes / 1e6)),
  value(['power-idle', 'power, idle', 'W'], (r) => r.power?.idleWatts),
  value(['power-playing', 'power, playing', 'W'], (r) => r.power?.playingWatts),
  value(['energy', 'energy per second of sound', 'mJ'], (r) => r.power?.mjPerSecond),
];

/** Metrics of playing at one block size. */
export const PLAY_METRICS: readonly Metric<Play>[] = [
  value(['block-p50', 'block time p50', 'µs'], (p) => fine(p, 'blockUs', 0.5), binned),
  value(['block-p90', 'block time p90', 'µs'], (p) => fine(p, 'blockUs', 0.9), binned),
  value(['block-p99', 'block time p99', 'µs'], (p) => fine(p, 'blockUs', 0.99), binned),
  value(['block-p999', 'block time p99.9', 'µs'], (p) => fine(p, 'blockUs', 0.999), binned),
  value(['block-max', 'block time max', 'µs'], (p) => p.blockUs.maxUs),
  value(['block-cpu-p99', 'block CPU time p99', 'µs'], (p) => fine(p, 'blockCpuUs', 0.99), binned),
  value(['network-p50', 'network time p50', 'µs'], (p) => fine(p, 'networkUs', 0.5), binned),
  value(['network-p99', 'network time p99', 'µs'], (p) => fine(p, 'networkUs', 0.99), binned),
  value(['dsp-p50', 'synthesis time p50', 'µs'], (p) => fine(p, 'dspUs', 0.5), binned),
  value(['dsp-p99', 'synthesis time p99', 'µs'], (p) => fine(p, 'dspUs', 0.99), binned),
  value(['real-time-factor', 'computing time while playing', 'of real time'], (p) => p.realTimeFactor),
  count(['engine-overruns', 'engine overruns', 'per thousand blocks'], (p) => ({
    count: p.counters.engineOverruns ?? 0,
    over: blocksOf(p) / 1000,
  })),
  count(['host-overruns', 'host overruns', 'per thousand blocks'], (p) => ({
    count: p.counters.hostOverruns ?? 0,
    over: blocksOf(p) / 1000,
  })),
  count(['missed-deadlines', 'missed deadlines of the network', 'per hour'], (p) =>
    (p.counters.networkHopUs ?? 0) === 0 ? null : { count: p.counters.missedDeadlines ?? 0, over: hoursOf(p) },
  ),
  value(['network-share', 'network time p99, of its hop', 'of a hop'], (p) => {
    const hopUs = p.counters.networkHopUs ?? 0;
    const runUs = fine(p, 'networkUs', 0.99);
    return hopUs === 0 || runUs === null ? null : runUs / hopUs;
  }),
  count(['underruns', 'underruns', 'per hour'], (p) => ({
    count: (p.counters.underruns ?? 0) + (p.counters.deviceUnderruns ?? 0),
    over: hoursOf(p),
  })),
  value(['longest-gap', 'longest gap', 'ms'], (p) => p.longestGapMs),
  value(['gc-max', 'longest garbage collection', 'µs'], (p) => p.gcUs.maxUs),
  value(['memory', 'memory', 'MB'], (p) => p.rssMb),
  value(['cpu', 'CPU', '% of a core'], (p) => p.cpuPercent),
  value(['temperature', 'highest temperature', '°C'], (p) =>
    largest(p.health.flatMap(({ cpuC, acceleratorC }) => [cpuC, acceleratorC])),
  ),
  value(['last-minute', 'block time p99, last minute / first minute', '×'], (p) => p.minutes.ratio, binned),
];

/** Latencies from a jack to the sink, without the device's own buffer. */
export const LATENCY_METRICS: readonly Metric<Latency>[] = [
  value(['gate-p50', 'gate to sound p50', 'ms'], (l) => l.gate.p50Ms, stepped),
  value(['gate-p99', 'gate to sound p99', 'ms'], (l) => l.gate.p99Ms, stepped),
  value(['cv-p50', 'CV to sound p50', 'ms'], (l) => l.cv.p50Ms, stepped),
  value(['cv-p99', 'CV to sound p99', 'ms'], (l) => l.cv.p99Ms, stepped),
];

/** Names of all metrics, for thresholds files. */
export const METRIC_IDS: readonly string[] = [...BOARD_METRICS, ...PLAY_METRICS, ...LATENCY_METRICS].map(
  ({ id }) => id,
);
