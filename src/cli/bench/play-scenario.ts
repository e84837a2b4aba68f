import { createPlayReport } from '../../app/play-report.ts';
import type { BoardHealth } from '../../contracts/board-health.ts';
import { parsePerformance } from '../../control/performance/parse-performance.ts';
import type { Performance } from '../../control/performance/performance.ts';
import type { BlockSize } from '../../engine/latency.ts';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import { startInstrument } from '../../instrument/start-instrument.ts';
import { binsOf, meanOfBins } from './bins.ts';
import { createMinuteComparison, type MinuteComparison } from './minute-comparison.ts';
import { openPanelClients, type PanelClients } from './panel-clients.ts';
import { type HealthRecorder, recordHealth } from './record-health.ts';
import type { BenchResult, BenchScenario } from './result-schema.ts';

export type PlayResult = NonNullable<BenchScenario['play']>;

/** Times from the start of the process, ms; null for an event that did not happen. */
type StartTimes = Pick<NonNullable<BenchResult['cold']>, 'sinkMs' | 'playableMs' | 'modelMs' | 'firstSoundMs'>;

export interface PlayMeasurement {
  readonly play: PlayResult;
  readonly start: StartTimes;
  /** Why the fallback accelerator played; null where the board's accelerator did. */
  readonly fallbackReason: string | null;
}

export interface PlayScenario {
  readonly block: BlockSize;
  readonly seconds: number;
  readonly processStartMs: number;
  /** Number of panel clients. */
  readonly panels: number;
  readonly board: string;
  /** As `PanelClientsOptions.program`. */
  readonly program?: string;
  readonly health: BoardHealth;
}

/** Level from which a sample is a sound. */
const SOUND_LEVEL = 1e-4;

/** Plays with full load for `seconds`: trills, loops, all four CVs moving. */
export async function measurePlay(options: InstrumentOptions, scenario: PlayScenario): Promise<PlayMeasurement> {
  const { block, seconds, processStartMs } = scenario;
  const playOptions = { ...options, block, sink: 'null', performance: busyPerformance(seconds), seconds };
  const instrument = startInstrument(playOptions);
  const observed = await observePlay(instrument, playOptions, scenario);
  const report = createPlayReport(instrument, playOptions);
  const panels = (await (await observed.clients)?.close()) ?? null;
  const { meters, probe } = instrument.engine;
  const foundUs = probe.foundUs();
  const histograms = {
    blockUs: binsOf(meters.blockUs),
    blockCpuUs: binsOf(meters.blockCpuUs),
    networkUs: binsOf(meters.networkUs),
    dspUs: binsOf(meters.dspUs),
  };
  const meanUs = meanOfBins(histograms.blockCpuUs);
  const { counters } = report;
  const { heapsKb } = observed;
  const play: PlayResult = {
    ...report,
    counters: { ...counters },
    histograms,
    minutes: observed.minutes.result(),
    rssMb: Math.max(observed.rssMb, report.rssMb),
    realTimeFactor: meanUs === null ? null : meanUs / ((block * 1e6) / options.sampleRate),
    underrunsPerHour: ((counters.underruns + counters.deviceUnderruns) * 3600) / Math.max(report.seconds, 1),
    cpuPercent: observed.cpuPercent,
    renderHeapKb: {
      first: medianOf(heapsKb.slice(0, Math.floor(heapsKb.length / 10))),
      last: medianOf(heapsKb.slice(-Math.floor(heapsKb.length / 10))),
    },
    longestGapMs: (1000 * counters.longestGapFrames) / options.sampleRate,
    panels,
    health: observed.recorder?.stop() ?? [],
  };
  const firstSoundMs = foundUs === undefined ? null : foundUs / 1000 - hrtimeAtZeroMs() - processStartMs;
  return { play, start: { ...observed.start, firstSoundMs }, fallbackReason: observed.fallbackReason };
}

interface PlayObservation {
  readonly start: Omit<StartTimes, 'firstSoundMs'>;
  readonly fallbackReason: string | null;
  readonly minutes: MinuteComparison;
  readonly rssMb: number;
  /** Heap of the render thread, twice a second. */
  readonly heapsKb: readonly number[];
  readonly cpuPercent: number;
  readonly recorder: HealthRecorder | undefined;
  readonly clients: Promise<PanelClients> | undefined;
}

/** Observes an instrument until it ends. */
async function observePlay(
  instrument: Instrument,
  options: InstrumentOptions,
  { processStartMs, panels, board, program, health }: PlayScenario,
): Promise<PlayObservation> {
  const { engine } = instrument;
  const start: Record<keyof PlayObservation['start'], number | null> = {
    sinkMs: null,
    playableMs: null,
    modelMs: null,
  };
  let fallbackReason: string | null = null;
  let recorder: HealthRecorder | undefined;
  const minutes = createMinuteComparison();
  let rssMb = 0;
  const heapsKb: number[] = [];
  let clients: Promise<PanelClients> | undefined;
  let cpu = process.cpuUsage();
  let sinceMs = performance.now();
  const timer = setInterval(() => {
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
    const heapKb = engine.meters.read('renderHeapKb');
    if (heapKb > 0) heapsKb.push(heapKb);
    if (recorder !== undefined) minutes.add((performance.now() - sinceMs) / 1000, binsOf(engine.meters.blockUs));
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
        engine.probe.arm(SOUND_LEVEL);
        recorder = recordHealth(health);
        if (panels > 0)
          clients = openPanelClients(instrument, options, { count: panels, board, ...(program && { program }) });
      }
      if (event.kind === 'fallback') fallbackReason = event.error.message;
      if (event.kind === 'lost') void instrument.stop().then(() => reject(event.error));
      else if (event.kind === 'ended') resolve();
    });
  });
  clearInterval(timer);
  const used = process.cpuUsage(cpu);
  const cpuPercent = (100 * (used.user + used.system)) / 1000 / (performance.now() - sinceMs);
  return { start, fallbackReason, minutes, rssMb, heapsKb, cpuPercent, recorder, clients };
}

/** `process.hrtime` at the time 0 of `performance.now()`, ms. */
function hrtimeAtZeroMs(): number {
  return Number(process.hrtime.bigint()) / 1e6 - performance.now();
}

function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** A performance with the same events at any length: a trigger every 430 ms, trills, loops; slow sines on all jacks. */
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
