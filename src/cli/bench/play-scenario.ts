import { parsePerformance } from '../../control/performance/parse-performance.ts';
import type { Performance } from '../../control/performance/performance.ts';
import type { BlockSize } from '../../engine/latency.ts';
import { type InstrumentOptions, startInstrument } from '../../instrument.ts';
import { type Measured, measure } from '../play/measured.ts';
import { type OpenPanels, openPanels, type PanelsResult } from './panels.ts';

/** What was measured of playing for a while. */
export interface PlayResult extends Measured {
  /** Seconds of the thread's own computing a second of sound, over all blocks: idle ones too. */
  readonly realTimeFactor: number | null;
  readonly underrunsPerHour: number;
  /** CPU time of the whole process a second, percent of one core. */
  readonly cpuPercent: number;
  readonly longestGapMs: number;
  /**
   * Heap of the render thread, kB: the median over the first and over the last tenth of the time. Null where the time was too
   * short to tell.
   */
  readonly renderHeapKb: { readonly first: number | null; readonly last: number | null };
  /** Null where no panel was open. */
  readonly panels: PanelsResult | null;
  /** From the process' start, in ms; null where it did not happen. */
  readonly start: {
    readonly sinkMs: number | null;
    readonly playableMs: number | null;
    readonly modelMs: number | null;
  };
}

/** Plays everything at once for `seconds`: trills, loops, all four voltages moving. */
export async function measurePlay(
  options: InstrumentOptions,
  {
    block,
    seconds,
    processStartMs,
    panels: count,
    board,
  }: {
    readonly block: BlockSize;
    readonly seconds: number;
    readonly processStartMs: number;
    readonly panels: number;
    readonly board: string;
  },
): Promise<PlayResult> {
  const asked = { ...options, block, sink: 'null', performance: busyPerformance(seconds), seconds };
  const instrument = startInstrument(asked);
  const start: { sinkMs: number | null; playableMs: number | null; modelMs: number | null } = {
    sinkMs: null,
    playableMs: null,
    modelMs: null,
  };
  let rssMb = 0;
  const heaps: number[] = [];
  let opening: Promise<OpenPanels> | undefined;
  let cpu = process.cpuUsage();
  let sinceMs = performance.now();
  const watching = setInterval(() => {
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
    const heap = instrument.engine.meters.read('renderHeapKb');
    if (heap > 0) heaps.push(heap);
  }, 500);
  await new Promise<void>((resolve, reject) => {
    instrument.on((event) => {
      const now = performance.now() - processStartMs;
      if (event.kind === 'opened') start.sinkMs ??= now;
      if (event.kind === 'playing') start.playableMs ??= now;
      if (event.kind === 'playing' && event.repertoire.kind === 'model') start.modelMs ??= now;
      if (event.kind === 'performing') {
        cpu = process.cpuUsage();
        sinceMs = performance.now();
        if (count > 0) opening = openPanels(instrument, asked, { count, board });
      }
      if (event.kind === 'lost') void instrument.stop().then(() => reject(event.error));
      else if (event.kind === 'ended') resolve();
    });
  });
  clearInterval(watching);
  const used = process.cpuUsage(cpu);
  const wallMs = performance.now() - sinceMs;
  const measured = measure(instrument, asked);
  const panels = (await (await opening)?.close()) ?? null;
  const { counters } = measured;
  const underruns = counters.underruns + counters.deviceUnderruns;
  return {
    ...measured,
    rssMb: Math.max(rssMb, measured.rssMb),
    realTimeFactor: measured.blockCpuUs.count === 0 ? null : meanOf(instrument) / ((block * 1e6) / options.sampleRate),
    underrunsPerHour: (underruns * 3600) / Math.max(measured.seconds, 1),
    cpuPercent: (100 * (used.user + used.system)) / 1000 / wallMs,
    renderHeapKb: {
      first: medianOf(heaps.slice(0, Math.floor(heaps.length / 10))),
      last: medianOf(heaps.slice(-Math.floor(heaps.length / 10))),
    },
    longestGapMs: (1000 * counters.longestGapFrames) / options.sampleRate,
    panels,
    start,
  };
}

function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Mean CPU time of a block, µs, from the histogram's bins: each counts at its geometric middle. */
function meanOf({ engine }: ReturnType<typeof startInstrument>): number {
  const bins = engine.meters.blockCpuUs.bins();
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { fromUs, toUs, count }) => sum + count * Math.sqrt(Math.max(fromUs, 1) * toUs), 0) / total;
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
