import type { PanelMeters } from '../protocol.ts';

/** What the engine counts, in words. */
export function MeterList({ meters, isLive }: { meters: PanelMeters; isLive: boolean }) {
  const { load, blockP99Us, block, underruns, ownMisses, schedulingMisses, faults, latencyMs, deviceMs } = meters;
  const rows: [string, string, boolean?][] = [
    ['Model', isLive ? 'live' : 'warming up, a start-up sound plays'],
    ['Load', `${(100 * load).toFixed(1)} % of a core's time`, load > 0.5],
    ['Blocks', `of ${block}, 99 % within ${(blockP99Us / 1000).toFixed(2)} ms`],
    ['Gate to sound', `${latencyMs.toFixed(1)} ms, device ${deviceMs.toFixed(1)} ms`],
    ['Gaps', `${underruns}`, underruns > 0],
    ['Late blocks', `${ownMisses} our own, ${schedulingMisses} the machine's`, ownMisses > 0],
    ['Silent blocks', `${faults}`, faults > 0],
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
