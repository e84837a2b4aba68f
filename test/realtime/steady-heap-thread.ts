import { writeFileSync } from 'node:fs';
import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { hostTarget } from '@neurorack/target-host';
import { openProgram } from '../../src/app/open-program.ts';
import type { AudioSink } from '../../src/contracts/audio-sink.ts';
import type { OpenProgram, Program } from '../../src/engine/program.ts';
import { runThread } from '../../src/engine/threads/run-thread.ts';
import { type AudioHeap, KEEPING_SEED, PREFIX, WARM_UP_FRAMES } from './steady-heap.ts';

/** Numbers that the planted fault keeps of each block. */
const KEPT = 128;

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');
const collect = (): void => void (typeof gc === 'function' && gc());

/** A sink that takes samples at any pace and drops them; when it closes, it writes to the file of its name what the heap of the audio thread has done since the warm-up. */
function createHeapSink(name: string): AudioSink {
  return {
    name,
    open: async ({ sampleRate }) => {
      const profiler = new GCProfiler();
      // Arrays: V8 allocates each number that a closure changes.
      const frames = new Float64Array(1);
      const peak = new Float64Array(1);
      let before: number | undefined;
      let isOpen = true;
      return {
        ...{ sampleRate, latencyFrames: 0, underruns: 0, isClocked: false },
        write: (period) => {
          frames[0] += period.length;
          for (let n = 0; n < period.length; n++) peak[0] = Math.max(peak[0], Math.abs(period[n]));
          if (before !== undefined || frames[0] < WARM_UP_FRAMES) return;
          collect();
          before = getHeapStatistics().used_heap_size;
          peak[0] = 0;
          profiler.start();
        },
        close: async () => {
          if (!isOpen) return;
          isOpen = false;
          const { statistics = [] } = profiler.stop() ?? {};
          const collections = statistics.map(({ gcType }) => gcType);
          const freedBytes = statistics.reduce(
            (sum, { beforeGC, afterGC }) =>
              sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
            0,
          );
          collect();
          const growthBytes = getHeapStatistics().used_heap_size - (before ?? Number.NaN);
          const heap: AudioHeap = {
            frames: frames[0] - WARM_UP_FRAMES,
            peak: peak[0],
            collections,
            freedBytes,
            growthBytes,
          };
          writeFileSync(name.slice(PREFIX.length), JSON.stringify(heap));
        },
      };
    },
  };
}

/** A program that keeps something of each block: the planted fault. */
function keepingProgram(program: Program): Program {
  const kept: number[][] = [];
  const renderer = new Proxy(program.renderer, {
    get: (of, name) => {
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      if (name !== 'render') return value.bind(of);
      return (...args: unknown[]) => {
        kept.push(Array.from({ length: KEPT }, (_, n) => n));
        return Reflect.apply(value, of, args);
      };
    },
  });
  return { ...program, renderer };
}

const openKeeping: OpenProgram = async (spec, accelerator, context) => {
  const program = await openProgram(spec, accelerator, context);
  return spec.kind === 'model' && spec.seed === KEEPING_SEED ? keepingProgram(program) : program;
};

/** Engine worker of the host with a sink that reports the audio thread's heap. */
if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: {
      ...hostTarget,
      createAudioSink: (name) => (name.startsWith(PREFIX) ? createHeapSink(name) : hostTarget.createAudioSink(name)),
    },
    openProgram: openKeeping,
  });
}
