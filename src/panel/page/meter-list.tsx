import type { PanelMeters } from '../protocol.ts';

/** What the engine counts, in words. */
export function MeterList({ meters, isLive, sink }: { meters: PanelMeters; isLive: boolean; sink: string }) {
  const {
    load,
    blockP99Us,
    block,
    underruns,
    engineOverruns: ownMisses,
    hostOverruns: schedulingMisses,
    faults,
    latencyMs,
    cvLatencyMs,
    deviceMs,
  } = meters;
  const rows: [string, string, boolean?][] = [
    ['Model', isLive ? 'live' : 'warming up', !isLive],
    ['Load', `${(100 * load).toFixed(1)} %`, load > 0.5],
    ['Block', `${block} frames`],
    ['Block time, p99', `${(blockP99Us / 1000).toFixed(2)} ms`],
    ['Gate to sink', `${latencyMs.toFixed(1)} ms`],
    ['Voltage to sink, at most', `${cvLatencyMs.toFixed(1)} ms`],
    ['Sink', `${sink}, ${deviceMs.toFixed(1)} ms`],
    ['Underruns', `${underruns}`, underruns > 0],
    ['Late, our own', `${ownMisses}`, ownMisses > 0],
    ['Late, scheduling', `${schedulingMisses}`, schedulingMisses > 0],
    ['Faults', `${faults}`, faults > 0],
    ['Scheduler', meters.isRealtime ? 'real-time' : 'ordinary'],
    ['Memory', `${meters.rssMb.toFixed(0)} MB`],
    ['Temperature', meters.temperatureC === null ? 'unknown' : `${meters.temperatureC.toFixed(0)} °C`],
  ];
  return (
    <dl class="meters">
      {rows.map(([name, value, isWarning]) => (
        <div key={name} class={isWarning ? 'warning' : ''}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
