import { type Bin, binsOf, binsSince, quantileOfBins } from '../../src/cli/bench/bins.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Meters } from '../../src/engine/meters.ts';

/** A minute of a soak: counts within it, and readings at its end. */
export interface SoakMinute {
  readonly minute: number;
  readonly blocks: number;
  readonly engineOverruns: number;
  readonly hostOverruns: number;
  readonly underruns: number;
  readonly lostEdges: number;
  readonly faults: number;
  /** Garbage collections of the render thread. */
  readonly gcPauses: number;
  readonly blockP50Us: number | null;
  readonly blockP99Us: number | null;
  /** Longest gap since the start, ms. */
  readonly longestGapMs: number;
  readonly rssMb: number;
  /** Heap of the main thread, and what its buffers take, MB. */
  readonly heapMb: number;
  readonly buffersMb: number;
  readonly renderHeapKb: number;
  /** The sink's clock against CLOCK_MONOTONIC since the first minute: ms that the stream is ahead. */
  readonly streamAheadMs: number;
  /** The wall clock against CLOCK_MONOTONIC since the start: ms that it is ahead. */
  readonly wallAheadMs: number;
}

/** Reads the meters of an engine, minute by minute. */
export interface Sampler {
  readonly minutes: readonly SoakMinute[];
  /** Ends a minute. */
  sample(): void;
}

export function createSampler(engine: Engine, sampleRate: number): Sampler {
  const { meters } = engine;
  const minutes: SoakMinute[] = [];
  let last = readMeters(meters);
  const clocks = createClockComparison(engine, sampleRate);
  return {
    minutes,
    sample: () => {
      const now = readMeters(meters);
      const bins = binsSince(last.bins, now.bins);
      const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
      minutes.push({
        minute: minutes.length + 1,
        blocks: now.blocks - last.blocks,
        engineOverruns: now.engineOverruns - last.engineOverruns,
        hostOverruns: now.hostOverruns - last.hostOverruns,
        underruns: now.underruns + now.deviceUnderruns - last.underruns - last.deviceUnderruns,
        lostEdges: now.lostEdges - last.lostEdges,
        // Of the render thread that plays: another one counts from 0.
        faults: Math.max(0, now.faults - last.faults),
        gcPauses: now.gcPauses - last.gcPauses,
        blockP50Us: quantileOfBins(bins, 0.5),
        blockP99Us: quantileOfBins(bins, 0.99),
        longestGapMs: (1000 * now.longestGapFrames) / sampleRate,
        rssMb: rss / 2 ** 20,
        heapMb: heapUsed / 2 ** 20,
        buffersMb: (external + arrayBuffers) / 2 ** 20,
        renderHeapKb: now.renderHeapKb,
        ...clocks(),
      });
      last = now;
    },
  };
}

function readMeters(meters: Meters): ReturnType<Meters['counters']> & { readonly bins: readonly Bin[] } {
  return { ...meters.counters(), bins: binsOf(meters.blockUs) };
}

/** Returns a function that compares the sink's clock and the wall clock with CLOCK_MONOTONIC, from its first call on. */
function createClockComparison(engine: Engine, sampleRate: number) {
  const offsets = () => {
    const nowMs = performance.now();
    return { stream: (1000 * engine.position) / sampleRate - nowMs, wall: Date.now() - nowMs };
  };
  let first: ReturnType<typeof offsets> | undefined;
  return (): Pick<SoakMinute, 'streamAheadMs' | 'wallAheadMs'> => {
    const now = offsets();
    first ??= now;
    return { streamAheadMs: now.stream - first.stream, wallAheadMs: now.wall - first.wall };
  };
}
