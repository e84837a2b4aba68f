import { createPlayReport } from '../../app/play-report.ts';
import type { BoardHealth } from '../../contracts/board-health.ts';
import { parsePerformance } from '../../control/performance/parse-performance.ts';
import type { Performance } from '../../control/performance/performance.ts';
import type { BlockSize } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { startInstrument } from '../../instrument/start-instrument.ts';
import { binsOf, meanOfBins } from './bins.ts';
import { createMinuteComparison } from './minute-comparison.ts';
import { openPanelClients, type PanelClients } from './panel-clients.ts';
import { type HealthRecorder, recordHealth } from './record-health.ts';
import type { BenchResult, BenchScenario } from './result-schema.ts';

export type PlayResult = NonNullable<BenchScenario['play']>;

export interface PlayMeasurement {
  readonly play: PlayResult;
  /** From the process' start, in ms; null where it did not happen. */
  readonly start: Pick<NonNullable<BenchResult['cold']>, 'sinkMs' | 'playableMs' | 'modelMs' | 'firstSoundMs'>;
  /** Why the processor stood in for the accelerator, if it did. */
  readonly fallbackReason: string | null;
}

/** A sample this loud is a sound. */
const SOUND = 1e-4;

/** Plays everything at once for `seconds`: trills, loops, all four voltages moving. */
export async function measurePlay(
  options: InstrumentOptions,
  {
    block,
    seconds,
    processStartMs,
    panels: count,
    board,
    health,
  }: {
    readonly block: BlockSize;
    readonly seconds: number;
    readonly processStartMs: number;
    readonly panels: number;
    readonly board: string;
    readonly health: BoardHealth;
  },
): Promise<PlayMeasurement> {
  const asked = { ...options, block, sink: 'null', performance: busyPerformance(seconds), seconds };
  const instrument = startInstrument(asked);
  const start: Record<keyof PlayMeasurement['start'], number | null> = {
    sinkMs: null,
    playableMs: null,
    modelMs: null,
    firstSoundMs: null,
  };
  let fallbackReason: string | null = null;
  let healthWatch: HealthRecorder | undefined;
  const minutes = createMinuteComparison();
  let rssMb = 0;
  const heaps: number[] = [];
  let opening: Promise<PanelClients> | undefined;
  let cpu = process.cpuUsage();
  let sinceMs = performance.now();
  const watching = setInterval(() => {
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
    const heap = instrument.engine.meters.read('renderHeapKb');
    if (heap > 0) heaps.push(heap);
    if (healthWatch !== undefined)
      minutes.add((performance.now() - sinceMs) / 1000, binsOf(instrument.engine.meters.blockUs));
  }, 500);
  await new Promise<void>((resolve, reject) => {
    instrument.on((event) => {
      const now = performance.now() - processStartMs;
      if (event.kind === 'opened') start.sinkMs ??= now;
      if (event.kind === 'playing') start.playableMs ??= now;
      if (event.kind === 'playing' && event.program.kind === 'model') start.modelMs ??= now;
      if (event.kind === 'performing') {
        cpu = process.cpuUsage();
        sinceMs = performance.now();
        instrument.engine.probe.arm(SOUND);
        healthWatch = recordHealth(health);
        if (count > 0) opening = openPanelClients(instrument, asked, { count, board });
      }
      if (event.kind === 'fallback') fallbackReason = event.error.message;
      if (event.kind === 'lost') void instrument.stop().then(() => reject(event.error));
      else if (event.kind === 'ended') resolve();
    });
  });
  clearInterval(watching);
  const used = process.cpuUsage(cpu);
  const wallMs = performance.now() - sinceMs;
  const measured = createPlayReport(instrument, asked);
  const panels = (await (await opening)?.close()) ?? null;
  const { counters } = measured;
  const underruns = counters.underruns + counters.deviceUnderruns;
  const foundUs = instrument.engine.probe.foundUs();
  if (foundUs !== undefined) start.firstSoundMs = foundUs / 1000 - hrtimeAtZeroMs() - processStartMs;
  const { meters } = instrument.engine;
  const histograms = {
    blockUs: binsOf(meters.blockUs),
    blockCpuUs: binsOf(meters.blockCpuUs),
    networkUs: binsOf(meters.networkUs),
    dspUs: binsOf(meters.dspUs),
  };
  const meanUs = meanOfBins(histograms.blockCpuUs);
  const play: PlayResult = {
    ...measured,
    counters: { ...counters },
    histograms,
    minutes: minutes.result(),
    rssMb: Math.max(rssMb, measured.rssMb),
    realTimeFactor: meanUs === null ? null : meanUs / ((block * 1e6) / options.sampleRate),
    underrunsPerHour: (underruns * 3600) / Math.max(measured.seconds, 1),
    cpuPercent: (100 * (used.user + used.system)) / 1000 / wallMs,
    renderHeapKb: {
      first: medianOf(heaps.slice(0, Math.floor(heaps.length / 10))),
      last: medianOf(heaps.slice(-Math.floor(heaps.length / 10))),
    },
    longestGapMs: (1000 * counters.longestGapFrames) / options.sampleRate,
    panels,
    health: healthWatch?.stop() ?? [],
  };
  return { play, start, fallbackReason };
}

/** What `process.hrtime` was when `performance.now()` was 0, ms. */
function hrtimeAtZeroMs(): number {
  return Number(process.hrtime.bigint()) / 1e6 - performance.now();
}

function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Ever the same, whatever its length: a trigger every 430 ms, trills, loops; slow sines on all jacks. */
function busyPerformance(seconds: number): Performance {
  const lines = [
    '0 cv1 sine 0.31Hz 0..5',
    '0 cv2 sine 0.11Hz 0..2',
    '0 cv3 sine 0.17Hz -5..5',
    '0 cv4 sine 0.07Hz 0..2.5',
  ];
  for (let t = 0.1, n = 0; t < seconds - 2; n++) {
    if (n % 8 === 7) {
      for (let trill = 0; trill < 8; trill++) lines.push(`${t + 0.06 * trill} gate1 tap`);
      t += 0.6;
    } else if (n % 8 === 3) {
      lines.push(`${t} gate1 tap`, `${t + 0.2} gate2 on`, `${t + 1} gate2 off`);
      t += 1.3;
    } else {
      lines.push(`${t} gate1 tap 50`);
      t += 0.43;
    }
  }
  return parsePerformance([...lines, `${seconds} end`].join('\n'), 'bench');
}
