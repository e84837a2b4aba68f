import type { PlayReport } from '../play-report.ts';

/** What was measured, for people. */
export function summary({
  seconds,
  block,
  counters,
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
  if (blockUs.count === 0) return [`played ${seconds.toFixed(1)} s: it ended before the model had played a block`];
  return [
    `played ${played}: half took ${us(blockUs.p50Us)}, 1 % more than ${us(blockUs.p99Us)}, the longest ${us(blockUs.maxUs)} (${us(blockCpuUs.maxUs)} of its own)`,
    `underruns ${underruns + deviceUnderruns}, engine overruns ${engineOverruns}, host overruns ${hostOverruns}, silent blocks ${faults}`,
    `gate to sound ${gateLatencyMs.toFixed(1)} ms and ${deviceLatencyMs.toFixed(1)} ms of device buffer; ${Math.round(rssMb)} MB`,
  ];
}
