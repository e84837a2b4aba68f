import { HISTOGRAM_BYTES, type Histogram, openHistogram } from './histogram.ts';

/** Counters of all threads since the engine started; each has one writer. */
const COUNTERS = [
  /** Blocks that a render thread has put into its ring. */
  'blocks',
  /** Blocks whose own CPU time exceeded half their period: ours to mend. */
  'ownMisses',
  /** Blocks that took over half their period by the clock although their own CPU time did not: the machine was busy. */
  'schedulingMisses',
  /** Blocks that were silence because the network's numbers were not finite. */
  'faults',
  /** Periods for which the ring had too few samples. */
  'underruns',
  /** Underruns that the device itself has counted. */
  'deviceUnderruns',
  /** The longest gap in the sound, frames. */
  'longestGapFrames',
  /** Gate edges that found no room on their way to the render thread. */
  'lostEdges',
  /** 1 when the audio thread runs under a real-time scheduler, -1 when it was refused, 0 while unknown. */
  'realtime',
  /** Computed device buffer, frames. */
  'deviceLatencyFrames',
  /** Samples that waited in the ring when the audio thread last took from it. */
  'ringFill',
  /** Garbage collections of the render thread, and their time in µs. */
  'gcPauses',
  'gcPauseUs',
  /** What the render thread's heap holds after its garbage was collected, kB. */
  'renderHeapKb',
] as const;

const HISTOGRAMS = [
  /** A block's rendering by the clock, and by its own CPU time. */
  'blockUs',
  'blockCpuUs',
  /** Network and synthesis apart, by the clock. */
  'networkUs',
  'dspUs',
  /** From a gate's edge, and from a step in a control voltage, to its first sample at the sink. */
  'gateLatencyUs',
  'cvLatencyUs',
  /** Pauses of the render thread's garbage collector. */
  'gcUs',
] as const;

export type CounterName = (typeof COUNTERS)[number];
export type HistogramName = (typeof HISTOGRAMS)[number];

/** The memory of the meters, to be handed to another thread. */
export type MetersMemory = SharedArrayBuffer;

/** What the threads count, readable from any thread at any time; counting allocates nothing. */
export interface Meters extends Readonly<Record<HistogramName, Histogram>> {
  count(counter: CounterName, by?: number): void;
  set(counter: CounterName, value: number): void;
  /** Keeps the larger of what is there and `value`. */
  raise(counter: CounterName, value: number): void;
  read(counter: CounterName): number;
  /** All counters by name. */
  counters(): Readonly<Record<CounterName, number>>;
}

export function createMetersMemory(): MetersMemory {
  return new SharedArrayBuffer(4 * COUNTERS.length + HISTOGRAM_BYTES * HISTOGRAMS.length);
}

export function openMeters(memory: MetersMemory): Meters {
  const values = new Int32Array(memory, 0, COUNTERS.length);
  const place = (name: CounterName): number => COUNTERS.indexOf(name);
  const histogram = (name: HistogramName): Histogram =>
    openHistogram(memory, 4 * COUNTERS.length + HISTOGRAM_BYTES * HISTOGRAMS.indexOf(name));
  const read = (name: CounterName): number => Atomics.load(values, place(name));
  return {
    count: (name, by = 1) => void Atomics.add(values, place(name), by),
    set: (name, value) => void Atomics.store(values, place(name), value),
    raise: (name, value) => {
      if (value > read(name)) Atomics.store(values, place(name), value);
    },
    read,
    counters: () => ({
      blocks: read('blocks'),
      ownMisses: read('ownMisses'),
      schedulingMisses: read('schedulingMisses'),
      faults: read('faults'),
      underruns: read('underruns'),
      deviceUnderruns: read('deviceUnderruns'),
      longestGapFrames: read('longestGapFrames'),
      lostEdges: read('lostEdges'),
      realtime: read('realtime'),
      deviceLatencyFrames: read('deviceLatencyFrames'),
      ringFill: read('ringFill'),
      gcPauses: read('gcPauses'),
      gcPauseUs: read('gcPauseUs'),
      renderHeapKb: read('renderHeapKb'),
    }),
    blockUs: histogram('blockUs'),
    blockCpuUs: histogram('blockCpuUs'),
    networkUs: histogram('networkUs'),
    dspUs: histogram('dspUs'),
    gateLatencyUs: histogram('gateLatencyUs'),
    cvLatencyUs: histogram('cvLatencyUs'),
    gcUs: histogram('gcUs'),
  };
}
