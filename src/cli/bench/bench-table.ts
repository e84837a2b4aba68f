import type { BenchResult, BenchScenario } from './result-schema.ts';

/** Figures of the original Neurorack on the same kind of machine (a 2-core x86 server, one thread): control to sound and start, ms. */
const ORIGINAL = { realTimeFactor: 0.68, controlMs: 485, startMs: 14_000 };

type Value = number | null | undefined;
type Parity = NonNullable<BenchResult['parity']>[number];

const number = (value: Value, digits = 1): string => value?.toFixed(digits) ?? 'unknown';
const gain = (value: Value, original: number): string =>
  value ? ` (${Math.round(original / value)} times less than the original Neurorack)` : '';

/** Formats a result as text, one string for each line. */
export function benchTable(result: BenchResult): string[] {
  const { identity, throughput, scenarios } = result;
  return [
    `${identity.board}: ${identity.cpu ?? 'unknown CPU'}, ${identity.cores ?? 'unknown'} cores, Node ${identity.node}, ${identity.accelerator.name}; ${identity.evidence}`,
    ...(identity.accelerator.fallbackReason === null
      ? []
      : [`fallback, the processor played: ${identity.accelerator.fallbackReason}`]),
    `computing time: ${number(throughput?.realTimeFactor, 3)} of real time${gain(throughput?.realTimeFactor, ORIGINAL.realTimeFactor)}: network ${number(throughput?.network, 3)}, synthesis ${number(throughput?.dsp, 3)}`,
    ...familyLines(result),
    ...coldLines(result),
    ...triggerLines(result),
    ...scenarios.flatMap((scenario) => ['', ...scenarioLines(scenario)]),
    ...messageLines(result),
    '',
    ...endLines(result),
  ];
}

function familyLines({ identity: { model } }: BenchResult): string[] {
  if (model.family === null) return [];
  return [
    `model: ${model.id} ${model.version}, family ${model.family}, a run of ${model.hop} samples at ${model.sampleRate} Hz`,
  ];
}

function coldLines({ cold }: BenchResult): string[] {
  if (cold === null) return [];
  return [
    `start: playable after ${number(cold.playableMs, 0)} ms${gain(cold.playableMs, ORIGINAL.startMs)}, model playing after ${number(cold.modelMs, 0)} ms, first sound after ${number(cold.firstSoundMs, 0)} ms`,
    `model: files ${number(cold.filesMs, 0)} ms, accelerator ${number(cold.openMs, 0)} ms, warm-up ${number(cold.warmUpMs, 0)} ms`,
  ];
}

function triggerLines({ trigger }: BenchResult): string[] {
  if (trigger === undefined) return [];
  const { block, prepared, cold, sampleRate } = trigger;
  const text = (samples: number | null): string =>
    samples === null ? 'no sound' : `${samples} samples (${number((1000 * samples) / sampleRate)} ms)`;
  return [
    `trigger to first sample, blocks of ${block}: ${text(prepared)} with a prefetched onset, ${text(cold)} without`,
  ];
}

function messageLines({ messages }: BenchResult): string[] {
  if (messages === undefined) return [];
  const { block, seconds, perSecond, engineOverruns, hostOverruns, lostEdges, inputs } = messages;
  return [
    '',
    `message flood, blocks of ${block}: ${perSecond} a second on each of ${inputs.length} inputs for ${number(seconds, 0)} s: engine overruns ${engineOverruns}, host overruns ${hostOverruns}, lost edges ${lostEdges}`,
    ...inputs.map(
      ({ name, sent, dropped, toControlFrame }) =>
        `  ${name}: dropped ${dropped} of ${sent}; a note to its control frame: p50 ${number(toControlFrame.p50Ms)} ms, p99 ${number(toControlFrame.p99Ms)} ms, lost ${toControlFrame.lost} of ${toControlFrame.count + toControlFrame.lost}`,
    ),
  ];
}

function scenarioLines({ block, play, latency }: BenchScenario): string[] {
  const lines: string[] = [];
  if (play !== null) {
    const { counters, minutes } = play;
    lines.push(
      `blocks of ${block}, ${number(play.seconds, 0)} s of playing`,
      `  block time: p50 ${number(play.blockUs.p50Us, 0)} µs, p99 ${number(play.blockUs.p99Us, 0)} µs, max ${number(play.blockUs.maxUs, 0)} µs; ${number(play.realTimeFactor, 3)} of real time`,
      `  engine overruns ${counters.engineOverruns}, host overruns ${counters.hostOverruns}; underruns ${counters.underruns + counters.deviceUnderruns}, longest gap ${number(play.longestGapMs)} ms`,
    );
    if ((counters.networkHopUs ?? 0) > 0) {
      lines.push(
        `  network on its own thread: a run p50 ${number(play.networkUs.p50Us, 0)} µs, p99 ${number(play.networkUs.p99Us, 0)} µs of a hop of ${counters.networkHopUs} µs; missed deadlines ${counters.missedDeadlines}`,
      );
    } else {
      lines.push(
        `  network in the render thread: a run p50 ${number(play.networkUs.p50Us, 0)} µs, p99 ${number(play.networkUs.p99Us, 0)} µs`,
      );
    }
    if (minutes.ratio !== null) lines.push(`  p99 of the last minute / first minute: ${number(minutes.ratio, 2)}`);
  }
  if (latency !== null) {
    lines.push(
      `  gate to sound: p50 ${number(latency.gate.p50Ms)} ms, p99 ${number(latency.gate.p99Ms)} ms`,
      `  CV to sound: p50 ${number(latency.cv.p50Ms)} ms, p99 ${number(latency.cv.p99Ms)} ms${gain(latency.cv.p50Ms, ORIGINAL.controlMs)}`,
    );
  }
  if (play === null) return lines;
  lines.push(
    `  memory ${number(play.rssMb, 0)} MB, CPU ${number(play.cpuPercent, 0)} % of a core, ${play.counters.gcPauses} garbage collections, longest ${number(play.gcUs.maxUs, 0)} µs`,
    `  heap of the render thread: ${number(play.renderHeapKb.first, 0)} kB in the first tenth, ${number(play.renderHeapKb.last, 0)} kB in the last`,
    `  ${healthLine(play.health)}`,
  );
  if (play.panels !== null) {
    const { panels, textPerSecond, soundPerSecond } = play.panels;
    lines.push(
      `  panel clients: ${panels}; ${number(textPerSecond, 0)} messages per second each, ${number(soundPerSecond, 0)} audio messages per second to one`,
    );
  }
  return lines;
}

function healthLine(health: NonNullable<BenchScenario['play']>['health']): string {
  const known = health.flatMap(({ cpuC }) => (cpuC === null ? [] : [cpuC]));
  const throttled = health.flatMap(({ isThrottled }) => (isThrottled === null ? [] : [isThrottled]));
  const heat = known.length === 0 ? 'temperature unknown' : `at most ${number(Math.max(...known))} °C`;
  if (throttled.length === 0) return `${heat}, throttling unknown`;
  return `${heat}, throttled in ${throttled.filter(Boolean).length} of ${throttled.length} readings`;
}

function endLines({ parity, load, power }: BenchResult): string[] {
  const lines = (parity ?? []).map(
    ({ file, precision, maxError, tolerance, ...sounds }) =>
      `${file}, ${precision}: largest error ${maxError?.toExponential(1) ?? 'not a number'} of tolerance ${tolerance}${soundClause(sounds)}`,
  );
  for (const { block, fits } of load?.blocks ?? [])
    lines.push(
      `blocks of ${block}: ${fits === null ? 'not available' : fits ? 'no engine overruns' : 'engine overruns'}`,
    );
  for (const { model, block, fits, isLimit, realTimeFactors = [] } of load?.voices ?? []) {
    const most = `${fits ?? 'unknown'}${fits === null || isLimit ? '' : ' or more'}`;
    const factors = realTimeFactors.map((factor) => number(factor, 3)).join(', ');
    lines.push(
      `voices of ${model} on one core, blocks of ${block}: ${most}${factors === '' ? '' : `; 1 and more take ${factors} of real time`}`,
    );
  }
  lines.push(
    power === null
      ? 'power unknown: no power meter'
      : `power: ${number(power.idleWatts, 2)} W idle, ${number(power.playingWatts, 2)} W playing, ${number(power.mjPerSecond, 0)} mJ per second of sound (${power.meter})`,
  );
  return lines;
}

function soundClause({
  logSpectralDistanceDb,
  descriptorErrors,
}: Pick<Parity, 'logSpectralDistanceDb' | 'descriptorErrors'>): string {
  if (logSpectralDistanceDb === null) return '';
  const errors = Object.values(descriptorErrors ?? {}).filter((error) => error !== null);
  const descriptors = errors.length === 0 ? '' : `, descriptors at most ${number(Math.max(...errors), 3)} deviations`;
  return `, sounds ${number(logSpectralDistanceDb, 2)} dB apart${descriptors}`;
}
