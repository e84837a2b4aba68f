import type { PanelsResult } from '../../src/cli/bench/panel-clients.ts';
import type { BenchResult } from '../../src/cli/bench/result-schema.ts';
import type { Played } from './player.ts';
import type { SoakMinute } from './sampler.ts';

/** A soak so far, as it is written to its JSON file each minute. */
export interface SoakResult {
  readonly format: 'neurorack-soak';
  readonly version: 1;
  readonly at: string;
  readonly identity: BenchResult['identity'];
  readonly note: string | null;
  readonly block: number;
  readonly sampleRate: number;
  readonly clients: number;
  readonly askedMinutes: number;
  readonly played: Played;
  readonly panels: PanelsResult | null;
  /** Warnings and errors of the instrument, each with its minute. */
  readonly messages: readonly string[];
  readonly minutes: readonly SoakMinute[];
}

/** Rows of the table: more minutes are put together. */
const MAX_ROWS = 24;

/** A soak as a page of Markdown. */
export function soakMarkdown(result: SoakResult): string {
  const { identity, block, clients, minutes, played, messages, note, panels } = result;
  const total = (name: CountName): number => minutes.reduce((sum, minute) => sum + minute[name], 0);
  const [first, last] = [minutes.at(0), minutes.at(-1)];
  const lines = [
    `# Soak of ${minutes.length} minutes`,
    '',
    `Board ${identity.board}, ${identity.cpu ?? 'unknown CPU'}, ${identity.cores ?? 'unknown'} cores, ${identity.os}, Node ${identity.node}, ${identity.accelerator.name}, commit ${identity.commit?.slice(0, 9) ?? 'unknown'}, ${result.at}.`,
    ...(note === null ? [] : ['', note]),
    '',
    `Blocks of ${block}, panel with ${clients} clients${panels === null ? '' : ` (${fixed(panels.textPerSecond, 0)} messages a second each, ${fixed(panels.soundPerSecond, 0)} of sound to one)`}; ${played.notes} notes, ${played.setChanges} changes of sets, ${played.modelChanges} of the model, ${played.floodMessages} messages in floods.`,
    '',
    '| what | figure |',
    '|---|---|',
    `| blocks | ${total('blocks')} |`,
    `| engine overruns, host overruns | ${total('engineOverruns')}, ${total('hostOverruns')} |`,
    `| underruns, longest gap | ${total('underruns')}, ${fixed(last?.longestGapMs, 1)} ms |`,
    `| lost gate edges, faults of the network | ${total('lostEdges')}, ${total('faults')} |`,
    `| RSS, first and last minute | ${fixed(first?.rssMb, 0)}, ${fixed(last?.rssMb, 0)} MB |`,
    `| heap of the main thread, first and last minute | ${fixed(first?.heapMb, 1)}, ${fixed(last?.heapMb, 1)} MB |`,
    `| heap of the render thread, first and last minute | ${first?.renderHeapKb}, ${last?.renderHeapKb} kB |`,
    `| the sink's clock, ahead of CLOCK_MONOTONIC since the first minute | ${fixed(last?.streamAheadMs, 1)} ms${ppm(result)} |`,
    `| wall clock, ahead of CLOCK_MONOTONIC since the first minute | ${fixed(last?.wallAheadMs, 1)} ms |`,
    '',
    '| minutes | engine overruns | host overruns | underruns | block p50, µs | worst p99, µs | collections | RSS, MB | heap, MB | render heap, kB | stream ahead, ms |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rowsOf(minutes),
    '',
    ...(messages.length === 0 ? ['The instrument reported nothing.'] : ['The instrument reported:', '']),
    ...messages.map((message) => `- ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}

type CountName = 'blocks' | 'engineOverruns' | 'hostOverruns' | 'underruns' | 'lostEdges' | 'faults' | 'gcPauses';

function rowsOf(minutes: readonly SoakMinute[]): string[] {
  const length = Math.max(1, Math.ceil(minutes.length / MAX_ROWS));
  const groups = Array.from({ length: Math.ceil(minutes.length / length) }, (_, n) =>
    minutes.slice(n * length, (n + 1) * length),
  );
  return groups.flatMap((group) => {
    const [first, last] = [group.at(0), group.at(-1)];
    if (first === undefined || last === undefined) return [];
    const sum = (name: CountName): number => group.reduce((total, minute) => total + minute[name], 0);
    const worst = Math.max(...group.map(({ blockP99Us }) => blockP99Us ?? 0));
    const span = first === last ? `${last.minute}` : `${first.minute}-${last.minute}`;
    const counts = [sum('engineOverruns'), sum('hostOverruns'), sum('underruns')];
    const readings = [
      fixed(last.blockP50Us, 0),
      fixed(worst, 0),
      sum('gcPauses'),
      fixed(last.rssMb, 0),
      fixed(last.heapMb, 1),
      last.renderHeapKb,
      fixed(last.streamAheadMs, 1),
    ];
    return [`| ${[span, ...counts, ...readings].join(' | ')} |`];
  });
}

/** The drift of the sink's clock, from the first minute to the last. */
function ppm({ minutes }: SoakResult): string {
  const last = minutes.at(-1);
  if (last === undefined || minutes.length < 2) return '';
  return ` (${fixed((1e6 * last.streamAheadMs) / (60_000 * (minutes.length - 1)), 2)} ppm)`;
}

const fixed = (value: number | null | undefined, digits: number): string => value?.toFixed(digits) ?? 'unknown';
