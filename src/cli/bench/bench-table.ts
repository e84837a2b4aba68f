import type { BenchResult } from './bench-result.ts';

/** The ancestor on the same kind of machine (a 2-core x86 server): one thread, ms from control to sound, s to the first sound. */
const ANCESTOR = { realTimeFactor: 0.68, controlMs: 485, startMs: 14_000 };

/** A result for people. */
export function benchTable({ identity, scenarios, throughput }: BenchResult): string[] {
  const number = (value: number | null | undefined, digits = 1): string => value?.toFixed(digits) ?? 'unknown';
  const times = (mine: number | null | undefined, theirs: number): string =>
    mine ? ` (${Math.round(theirs / mine)} times less than the ancestor)` : '';
  const lines = [
    `${identity.board}: ${identity.cpu ?? 'unknown processor'}, ${identity.cores} cores, Node ${identity.node}`,
    `computing: ${number(throughput.realTimeFactor, 3)} of real time${times(throughput.realTimeFactor, ANCESTOR.realTimeFactor)}: network ${number(throughput.network, 3)}, synthesis ${number(throughput.dsp, 3)}`,
  ];
  for (const { block, play, latency } of scenarios) {
    const { counters, start } = play;
    lines.push(
      '',
      `blocks of ${block}, ${number(play.seconds, 0)} s of playing`,
      `  block: half within ${number(play.blockUs.p50Us, 0)} µs, 99 % within ${number(play.blockUs.p99Us, 0)} µs, longest ${number(play.blockUs.maxUs, 0)} µs; ${number(play.realTimeFactor, 3)} of real time`,
      `  misses: ${counters.ownMisses} our own, ${counters.schedulingMisses} the machine's; underruns ${counters.underruns + counters.deviceUnderruns}, longest gap ${number(play.longestGapMs)} ms`,
      `  gate to sound: ${number(latency.gate.p50Ms)} ms, 99 % within ${number(latency.gate.p99Ms)} ms`,
      `  voltage to sound: ${number(latency.cv.p50Ms)} ms, 99 % within ${number(latency.cv.p99Ms)} ms${times(latency.cv.p50Ms, ANCESTOR.controlMs)}`,
      `  memory ${number(play.rssMb, 0)} MB, processor ${number(play.cpuPercent, 0)} % of a core, garbage ${counters.gcPauses} times, longest ${number(play.gcUs.maxUs, 0)} µs`,
      `  heap of the render thread: ${number(play.renderHeapKb.first, 0)} kB in the first tenth, ${number(play.renderHeapKb.last, 0)} kB in the last`,
    );
    if (play.panels !== null) {
      const { panels, textPerSecond, soundPerSecond } = play.panels;
      lines.push(
        `  panels: ${panels}, each told ${number(textPerSecond, 0)} things a second, one ${number(soundPerSecond, 0)} pieces of sound`,
      );
    }
    if (start.playableMs !== null) {
      lines.push(
        `  start: playable after ${number(start.playableMs, 0)} ms${times(start.playableMs, ANCESTOR.startMs)}, model live after ${number(start.modelMs, 0)} ms`,
      );
    }
  }
  return lines;
}
