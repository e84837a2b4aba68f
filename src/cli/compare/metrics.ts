import { quantileOfBins } from '../bench/bins.ts';
import type { BenchResult, BenchScenario } from '../bench/result-schema.ts';
import type { EventCount } from './noise.ts';

/** Quantiles come from bins that are an eighth of an octave wide. */
const BIN = 2 ** (1 / 8);
/** Of a measurement without bins. */
const FINE = 1.02;
/** Of a few voices: one more or less is no change. */
const ONE_MORE = 1.5;
/** Of times to the sink, which come in steps of its period, a seventh of a block's way. */
const PERIOD = 1.1;

type Play = NonNullable<BenchScenario['play']>;
type Latency = NonNullable<BenchScenario['latency']>;

interface Described {
  /** As a thresholds file names it. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
}

/** A number of which two are compared by their ratio; null is unknown. */
export interface ValueMetric<Part> extends Described {
  readonly kind: 'value';
  readonly resolution: number;
  readonly value: (part: Part) => number | null | undefined;
}

/** Events of which two results are compared by how often they came. */
export interface CountMetric<Part> extends Described {
  readonly kind: 'count';
  readonly counted: (part: Part) => EventCount | null;
}

export type Metric<Part> = ValueMetric<Part> | CountMetric<Part>;

function value<Part>(
  words: readonly [id: string, title: string, unit: string],
  read: ValueMetric<Part>['value'],
  { resolution = FINE, better = 'less' }: { resolution?: number; better?: Described['better'] } = {},
): ValueMetric<Part> {
  const [id, title, unit] = words;
  return { kind: 'value', id, title, unit, better, resolution, value: read };
}

function count<Part>(
  words: readonly [id: string, title: string, unit: string],
  counted: CountMetric<Part>['counted'],
): CountMetric<Part> {
  const [id, title, unit] = words;
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

/** What is measured once a run. */
export const BOARD_METRICS: readonly Metric<BenchResult>[] = [
  value(['throughput', 'computing, one long render', 'of real time'], (r) => r.throughput?.realTimeFactor),
  value(['throughput-network', 'network alone', 'of real time'], (r) => r.throughput?.network),
  value(['throughput-dsp', 'synthesis alone', 'of real time'], (r) => r.throughput?.dsp),
  value(['start-playable', 'process start to playable', 'ms'], (r) => r.cold?.playableMs),
  value(['start-model', 'process start to the live model', 'ms'], (r) => r.cold?.modelMs),
  value(['start-first-sound', 'process start to the first sound', 'ms'], (r) => r.cold?.firstSoundMs),
  value(['model-files', 'reading the model', 'ms'], (r) => r.cold?.filesMs),
  value(['model-open', 'accelerator takes the model', 'ms'], (r) => r.cold?.openMs),
  value(['model-warm-up', 'first runs of the network', 'ms'], (r) => r.cold?.warmUpMs),
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
  value(['parity-descriptors', 'descriptors of the sound, furthest from float32', 'deviations'], (r) =>
    largest(r.parity?.flatMap(({ descriptorErrors }) => Object.values(descriptorErrors ?? {})) ?? []),
  ),
  value(['voices', 'voices on one core', 'voices'], (r) => largest(r.load?.voices.map(({ fits }) => fits) ?? []), {
    better: 'more',
    resolution: ONE_MORE,
  }),
  value(['bundle', 'bundled code', 'MB'], (r) => (r.bundleBytes === null ? null : r.bundleBytes / 1e6)),
  value(['power-idle', 'power, idle', 'W'], (r) => r.power?.idleWatts),
  value(['power-playing', 'power, playing', 'W'], (r) => r.power?.playingWatts),
  value(['energy', 'energy a second of sound', 'mJ'], (r) => r.power?.mjPerSecond),
];

/** What is measured of playing in blocks of one size. */
export const PLAY_METRICS: readonly Metric<Play>[] = [
  value(['block-p50', 'block, half within', 'µs'], (p) => fine(p, 'blockUs', 0.5), binned),
  value(['block-p90', 'block, 90 % within', 'µs'], (p) => fine(p, 'blockUs', 0.9), binned),
  value(['block-p99', 'block, 99 % within', 'µs'], (p) => fine(p, 'blockUs', 0.99), binned),
  value(['block-p999', 'block, 99.9 % within', 'µs'], (p) => fine(p, 'blockUs', 0.999), binned),
  value(['block-max', 'longest block', 'µs'], (p) => p.blockUs.maxUs),
  value(['block-cpu-p99', 'block, own computing, 99 % within', 'µs'], (p) => fine(p, 'blockCpuUs', 0.99), binned),
  value(['network-p50', 'network, half within', 'µs'], (p) => fine(p, 'networkUs', 0.5), binned),
  value(['network-p99', 'network, 99 % within', 'µs'], (p) => fine(p, 'networkUs', 0.99), binned),
  value(['dsp-p50', 'synthesis, half within', 'µs'], (p) => fine(p, 'dspUs', 0.5), binned),
  value(['dsp-p99', 'synthesis, 99 % within', 'µs'], (p) => fine(p, 'dspUs', 0.99), binned),
  value(['real-time-factor', 'computing while playing', 'of real time'], (p) => p.realTimeFactor),
  count(['own-misses', 'late by our own fault', 'a thousand blocks'], (p) => ({
    count: p.counters.engineOverruns ?? p.counters.ownMisses ?? 0,
    over: blocksOf(p) / 1000,
  })),
  count(['scheduling-misses', 'late because the machine was busy', 'a thousand blocks'], (p) => ({
    count: p.counters.hostOverruns ?? p.counters.schedulingMisses ?? 0,
    over: blocksOf(p) / 1000,
  })),
  count(['underruns', 'underruns', 'an hour'], (p) => ({
    count: (p.counters.underruns ?? 0) + (p.counters.deviceUnderruns ?? 0),
    over: hoursOf(p),
  })),
  value(['longest-gap', 'longest gap', 'ms'], (p) => p.longestGapMs),
  value(['gc-max', 'longest collection of garbage', 'µs'], (p) => p.gcUs.maxUs),
  value(['memory', 'memory', 'MB'], (p) => p.rssMb),
  value(['cpu', 'processor', '% of a core'], (p) => p.cpuPercent),
  value(['temperature', 'hottest', '°C'], (p) =>
    largest(p.health.flatMap(({ cpuC, acceleratorC }) => [cpuC, acceleratorC])),
  ),
  value(['last-minute', 'last minute’s 99 % over the first’s', '×'], (p) => p.minutes.ratio, binned),
];

/** From a jack to the sink, the device's own buffer apart. */
export const LATENCY_METRICS: readonly Metric<Latency>[] = [
  value(['gate-p50', 'gate to sound, half within', 'ms'], (l) => l.gate.p50Ms, stepped),
  value(['gate-p99', 'gate to sound, 99 % within', 'ms'], (l) => l.gate.p99Ms, stepped),
  value(['cv-p50', 'voltage to sound, half within', 'ms'], (l) => l.cv.p50Ms, stepped),
  value(['cv-p99', 'voltage to sound, 99 % within', 'ms'], (l) => l.cv.p99Ms, stepped),
];

/** Names that a thresholds file may use. */
export const METRIC_IDS: readonly string[] = [...BOARD_METRICS, ...PLAY_METRICS, ...LATENCY_METRICS].map(
  ({ id }) => id,
);
