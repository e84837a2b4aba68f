import type { Engine } from '../engine/engine.ts';
import { type BlockSize, bufferingOf } from '../engine/latency.ts';
import type { PanelMeters } from '../panel/protocol.ts';

/** Longest wait of a voltage beyond a block, frames (docs/engine.md). */
const CV_FRAMES = 32;

export interface EngineStatusOptions {
  readonly engine: Engine;
  readonly sampleRate: number;
  readonly block: BlockSize;
  /** Samples by which a note lags behind its trigger. */
  readonly latencyFrames: number;
  readonly temperatureC: () => number | null;
  /** Memory of the program, MB. */
  readonly rssMb: () => number;
}

/** Load, latency and fault counters of the engine, as panel and display show them. */
export function readEngineStatus({
  engine,
  sampleRate,
  block,
  latencyFrames,
  temperatureC,
  rssMb,
}: EngineStatusOptions): PanelMeters {
  const { meters } = engine;
  const counters = meters.counters();
  const { gateFrames } = bufferingOf(block);
  return {
    type: 'meters',
    load: (meters.blockUs.quantile(0.9) * sampleRate) / (block * 1e6),
    blockP99Us: meters.blockUs.quantile(0.99),
    block,
    underruns: counters.underruns + counters.deviceUnderruns,
    missedDeadlines: counters.missedDeadlines,
    networkP99Us: counters.networkHopUs === 0 ? 0 : meters.networkUs.quantile(0.99),
    networkHopUs: counters.networkHopUs,
    engineOverruns: counters.engineOverruns,
    hostOverruns: counters.hostOverruns,
    faults: counters.faults,
    latencyMs: (1000 * gateFrames) / sampleRate,
    cvLatencyMs: (1000 * (gateFrames + latencyFrames + CV_FRAMES)) / sampleRate,
    deviceMs: (1000 * counters.deviceLatencyFrames) / sampleRate,
    isRealtime: counters.realtime === 1,
    rssMb: rssMb(),
    temperatureC: temperatureC(),
  };
}
