import type { Histogram } from '../engine/histogram.ts';
import { bufferingOf } from '../engine/latency.ts';
import type { CounterName } from '../engine/meters.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';

/** Quantiles of a histogram in µs; null while it is empty. */
export interface Quantiles {
  readonly count: number;
  readonly p50Us: number | null;
  readonly p90Us: number | null;
  readonly p99Us: number | null;
  readonly p999Us: number | null;
  readonly maxUs: number | null;
}

/** Measurements of a play. */
export interface PlayReport {
  readonly model: string;
  readonly sink: string;
  readonly block: number;
  readonly seconds: number;
  readonly counters: Readonly<Record<CounterName, number>>;
  readonly blockUs: Quantiles;
  readonly blockCpuUs: Quantiles;
  readonly networkUs: Quantiles;
  readonly dspUs: Quantiles;
  readonly gcUs: Quantiles;
  /** From a gate to its first sample at the sink, by construction, ms; the device's own buffer is not included. */
  readonly gateLatencyMs: number;
  readonly deviceLatencyMs: number;
  readonly rssMb: number;
}

export function createPlayReport(
  { engine, patch }: Instrument,
  { sink, block, sampleRate }: InstrumentOptions,
): PlayReport {
  const { meters } = engine;
  const counters = meters.counters();
  return {
    model: patch.model,
    sink,
    block,
    seconds: engine.position / sampleRate,
    counters,
    blockUs: quantilesOf(meters.blockUs),
    blockCpuUs: quantilesOf(meters.blockCpuUs),
    networkUs: quantilesOf(meters.networkUs),
    dspUs: quantilesOf(meters.dspUs),
    gcUs: quantilesOf(meters.gcUs),
    gateLatencyMs: (1000 * bufferingOf(block).gateFrames) / sampleRate,
    deviceLatencyMs: (1000 * counters.deviceLatencyFrames) / sampleRate,
    rssMb: process.memoryUsage().rss / 2 ** 20,
  };
}

export function quantilesOf(histogram: Histogram): Quantiles {
  const { count } = histogram;
  const at = (q: number): number | null => (count === 0 ? null : histogram.quantile(q));
  return {
    count,
    p50Us: at(0.5),
    p90Us: at(0.9),
    p99Us: at(0.99),
    p999Us: at(0.999),
    maxUs: count === 0 ? null : histogram.maxUs,
  };
}
