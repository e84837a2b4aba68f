import type { PanelMeters } from '../protocol.ts';

/** Rows of a network on a thread of its own; none of another. */
function networkRows({ networkHopUs, networkP99Us, missedDeadlines }: PanelMeters): [string, string, boolean][] {
  if (networkHopUs === 0) return [];
  const [runMs, hopMs] = [networkP99Us / 1000, networkHopUs / 1000];
  return [
    ['Network, p99 of a hop', `${runMs.toFixed(1)} of ${hopMs.toFixed(1)} ms`, networkP99Us > networkHopUs],
    ['Missed deadlines', `${missedDeadlines}`, missedDeadlines > 0],
  ];
}

/** The meters of the engine. */
export function MeterList({ meters, isLive, sink }: { meters: PanelMeters; isLive: boolean; sink: string }) {
  const { load, blockP99Us, block, underruns, engineOverruns, hostOverruns, faults, latencyMs, cvLatencyMs, deviceMs } =
    meters;
  const rows: [string, string, boolean?][] = [
    ['Model', isLive ? 'live' : 'loading', !isLive],
    ['CPU load', `${(100 * load).toFixed(1)} %`, load > 0.5],
    ['Block size', `${block} frames`],
    ['Block time, p99', `${(blockP99Us / 1000).toFixed(2)} ms`],
    ['Gate latency', `${latencyMs.toFixed(1)} ms`],
    ['CV latency, max', `${cvLatencyMs.toFixed(1)} ms`],
    ['Audio output', `${sink}, ${deviceMs.toFixed(1)} ms`],
    ['Underruns', `${underruns}`, underruns > 0],
    ...networkRows(meters),
    ['Engine overruns', `${engineOverruns}`, engineOverruns > 0],
    ['Host overruns', `${hostOverruns}`, hostOverruns > 0],
    ['Faults', `${faults}`, faults > 0],
    ['Scheduler', meters.isRealtime ? 'real-time' : 'normal'],
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
