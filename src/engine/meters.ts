import { HISTOGRAM_BYTES, type Histogram, openHistogram } from './histogram.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Counters of all threads since the engine started; each is written by one thread. */
const COUNTERS = [
  /** Blocks that a render thread has written to its ring. */
  'blocks',
  /** Blocks whose own CPU time exceeded half their period: the engine was too slow. */
  'engineOverruns',
  /** Blocks that took over half their period by the clock although their own CPU time did not: the host was busy. */
  'hostOverruns',
  /** Blocks that were silent because the network's output was not finite. */
  'faults',
  /** Hops that a network on a thread of its own had not ready in time: the note faded and went on when they came. */
  'missedDeadlines',
  /** Time that a network on a thread of its own has for a hop, µs; 0 while the network runs in the render thread. */
  'networkHopUs',
  /** Periods for which the ring had too few samples. */
  'underruns',
  /** Underruns counted by the device itself. */
  'deviceUnderruns',
  /** The longest gap in the sound, frames. */
  'longestGapFrames',
  /** Gate edges without a place: a deck's edge ring was full, or too many inputs of the panel waited. */
  'lostEdges',
  /** 1 when the audio thread has a real-time scheduler, -1 when that was refused, 0 while unknown. */
  'realtime',
  /** Latency of the device's buffer, computed, frames. */
  'deviceLatencyFrames',
  /** Samples in the leading deck's ring when the audio thread last read from it. */
  'ringFill',
  /** The stretch that gate 2 loops, ms, as `Renderer.loopFromMs`. */
  'loopFromMs',
  'loopToMs',
  /** Garbage collections of the render thread, and their time in µs. */
  'gcPauses',
  'gcPauseUs',
  /** Of them, those that V8 began itself, most of them within a block. */
  'unaskedGcPauses',
  /** Heap in use by the render thread after a collection, kB. */
  'renderHeapKb',
] as const;

const HISTOGRAMS = [
  /** Time to render a block: by the clock, and the thread's own CPU time. */
  'blockUs',
  'blockCpuUs',
  /** Time in network and in synthesis, by the clock. */
  'networkUs',
  'dspUs',
  /** From a gate's edge, and from a step of a control voltage, to its first sample at the sink. */
  'gateLatencyUs',
  'cvLatencyUs',
  /** Pauses of the render thread's garbage collector. */
  'gcUs',
] as const;

export type CounterName = (typeof COUNTERS)[number];
export type HistogramName = (typeof HISTOGRAMS)[number];

/** The memory of the meters, to be passed to another thread. */
export type MetersMemory = SharedArrayBuffer;

/** The engine's counters and histograms, readable from any thread at any time. Counting allocates nothing. */
export interface Meters extends Readonly<Record<HistogramName, Histogram>> {
  count(counter: CounterName, by?: number): void;
  set(counter: CounterName, value: number): void;
  /** Sets the counter to `value` if that is larger. */
  raise(counter: CounterName, value: number): void;
  read(counter: CounterName): number;
  /** All counters by name. */
  counters(): Readonly<Record<CounterName, number>>;
}

export function createMetersMemory(): MetersMemory {
  return createSharedBuffer(4 * COUNTERS.length + HISTOGRAM_BYTES * HISTOGRAMS.length);
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
      engineOverruns: read('engineOverruns'),
      hostOverruns: read('hostOverruns'),
      faults: read('faults'),
      missedDeadlines: read('missedDeadlines'),
      networkHopUs: read('networkHopUs'),
      underruns: read('underruns'),
      deviceUnderruns: read('deviceUnderruns'),
      longestGapFrames: read('longestGapFrames'),
      lostEdges: read('lostEdges'),
      realtime: read('realtime'),
      deviceLatencyFrames: read('deviceLatencyFrames'),
      ringFill: read('ringFill'),
      loopFromMs: read('loopFromMs'),
      loopToMs: read('loopToMs'),
      gcPauses: read('gcPauses'),
      gcPauseUs: read('gcPauseUs'),
      unaskedGcPauses: read('unaskedGcPauses'),
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
