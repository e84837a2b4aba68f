import type { PlayReport } from '../play-report.ts';

/** A play report as lines for the terminal. */
export function summary({
  seconds,
  block,
  counters,
  networkUs,
  blockUs,
  blockCpuUs,
  gateLatencyMs,
  deviceLatencyMs,
  rssMb,
  sink,
}: PlayReport): string[] {
  const { blocks, underruns, deviceUnderruns, engineOverruns, hostOverruns, faults } = counters;
  const played = `${seconds.toFixed(1)} s, ${blocks} blocks of ${block}`;
  if (sink.startsWith('wav:')) return [`${sink.slice('wav:'.length)}: ${played}`];
  const us = (value: number | null): string => (value === null ? 'unknown' : `${Math.round(value)} µs`);
  if (blockUs.count === 0) return [`played ${seconds.toFixed(1)} s: it ended before the model played a block`];
  const { networkHopUs, missedDeadlines } = counters;
  const ownThread =
    networkHopUs === 0
      ? []
      : [
          `network on a thread of its own: a run took ${us(networkUs.p50Us)} (median), ${us(networkUs.p99Us)} (p99) of a hop of ${us(networkHopUs)}; missed deadlines ${missedDeadlines}`,
        ];
  return [
    `played ${played}: a block took ${us(blockUs.p50Us)} (median), ${us(blockUs.p99Us)} (p99), ${us(blockUs.maxUs)} (longest; ${us(blockCpuUs.maxUs)} CPU)`,
    `underruns ${underruns + deviceUnderruns}, engine overruns ${engineOverruns}, host overruns ${hostOverruns}, silent blocks ${faults}`,
    ...ownThread,
    `gate to sound ${gateLatencyMs.toFixed(1)} ms and ${deviceLatencyMs.toFixed(1)} ms of device buffer; ${Math.round(rssMb)} MB`,
  ];
}
