/**
 * Plays everything at once for hours, with a panel and its clients, and reports overruns, gaps, memory and the drift of clocks, minute by minute:
 *
 *   node ci/soak/run.js [--hours 10 | --minutes 120] [--block 128] [--clients 10] [--note text] [--output dist/soak/report]
 *
 * `<output>.json` and `<output>.md` are rewritten each minute: a soak that is killed leaves what it has measured. Ctrl-C ends it early.
 * Exit code 1: an engine overrun or an underrun.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createContainer } from '../../src/app/create-container.ts';
import { modelsDirectory } from '../../src/app/installation.ts';
import { preparePlay } from '../../src/app/prepare-play.ts';
import { SERVICES } from '../../src/app/services.ts';
import { print } from '../../src/app/terminal/print.ts';
import { identify } from '../../src/cli/bench/identity.ts';
import { openPanelClients } from '../../src/cli/bench/panel-clients.ts';
import { EXIT, type ExitCode } from '../../src/cli/exit.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import type { Instrument } from '../../src/instrument/instrument.ts';
import { startInstrument } from '../../src/instrument/start-instrument.ts';
import { startPlayer } from './player.ts';
import { type SoakResult, soakMarkdown } from './report.ts';
import { createSampler } from './sampler.ts';

const MODEL = 'impacts';
const MINUTE_MS = 60_000;

const USAGE =
  'Usage: node ci/soak/run.js [--hours 10 | --minutes <number>] [--block 128] [--clients 10] [--note <text>] [--output dist/soak/report]';

const optionsSchema = z.object({
  minutes: z.coerce.number().int().min(1).max(10_000),
  block: z.coerce.number().pipe(z.union([z.literal(64), z.literal(128), z.literal(256), z.literal(512)])),
  clients: z.coerce.number().int().min(1).max(16),
  note: z.string().nullable(),
  output: z.string().min(1),
});

type SoakOptions = z.infer<typeof optionsSchema>;

/** Runs a soak and returns the exit code. */
export async function soak(args: readonly string[]): Promise<ExitCode> {
  if (args.includes('--help')) {
    print(USAGE);
    return EXIT.success;
  }
  const result = await play(readOptions(args));
  const isClean = result.minutes.every(({ engineOverruns, underruns }) => engineOverruns + underruns === 0);
  return isClean ? EXIT.success : EXIT.negative;
}

function readOptions(args: readonly string[]): SoakOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        hours: { type: 'string', default: '10' },
        minutes: { type: 'string' },
        block: { type: 'string', default: '128' },
        clients: { type: 'string', default: '10' },
        note: { type: 'string' },
        output: { type: 'string', default: 'dist/soak/report' },
      },
    });
    const { hours, minutes = String(60 * Number(hours)), note = null, ...others } = values;
    return optionsSchema.parse({ ...others, minutes, note });
  } catch (cause) {
    throw new NeurorackError('usage', 'the options of the soak are not valid', { remedy: USAGE, cause });
  }
}

async function play(options: SoakOptions): Promise<SoakResult> {
  const { block, clients, note, output } = options;
  const container = createContainer({ modelsDirectory: modelsDirectory() });
  const { id: board, evidence: boardEvidence } = container.get(SERVICES.board);
  const prepared = await preparePlay(container, {
    audio: 'null',
    block,
    model: MODEL,
    seed: 1,
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
  });
  const model = await container.get(SERVICES.models).load(MODEL);
  const accelerator = container.get(SERVICES.accelerator).name;
  const evidence = boardEvidence === 'virtual' ? 'virtual' : 'measured';
  const identity = await identify({ board, evidence, accelerator, fallbackReason: null, model });
  const instrument = startInstrument(prepared);
  const sampler = createSampler(instrument.engine, prepared.sampleRate);
  const messages = collectMessages(instrument, () => sampler.minutes.length + 1);
  await untilLive(instrument);
  const panel = await openPanelClients(instrument, prepared, { count: clients, board, program: 'bin/neurorack.js' });
  const player = startPlayer(instrument);
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const resultNow = (panels: SoakResult['panels']): SoakResult => ({
    format: 'neurorack-soak',
    version: 1,
    at: new Date().toISOString(),
    identity,
    note,
    block,
    sampleRate: prepared.sampleRate,
    clients,
    askedMinutes: options.minutes,
    played: player.played,
    panels,
    messages,
    minutes: sampler.minutes,
  });
  const sinceMs = performance.now();
  for (let minute = 1; minute <= options.minutes && !ending.signal.aborted; minute++) {
    const leftMs = sinceMs + minute * MINUTE_MS - performance.now();
    const isWhole = await sleep(Math.max(0, leftMs), true, { signal: ending.signal }).catch(() => false);
    if (!isWhole) break;
    sampler.sample();
    await save(resultNow(null), output);
  }
  player.stop();
  const result = resultNow(await panel.close());
  await save(result, output);
  await instrument.stop();
  print(soakMarkdown(result));
  return result;
}

async function save(result: SoakResult, output: string): Promise<void> {
  await writeFileAtomically(`${output}.json`, `${JSON.stringify(result)}\n`);
  await writeFileAtomically(`${output}.md`, soakMarkdown(result));
}

/** Resolves once a model plays. */
function untilLive(instrument: Instrument): Promise<void> {
  return new Promise((resolve) => {
    instrument.on((event) => {
      if (event.kind === 'playing' && event.program.kind === 'model') resolve();
    });
  });
}

/** Collects faults of the instrument, each with its minute. */
function collectMessages(instrument: Instrument, minute: () => number): string[] {
  const messages: string[] = [];
  const add = (sentence: string): void => void messages.push(`minute ${minute()}: ${sentence}`);
  instrument.onMessage(add);
  instrument.on((event) => {
    if (event.kind === 'lost' || event.kind === 'restarted' || event.kind === 'fallback')
      add(`${event.kind}: ${event.error.message}`);
  });
  return messages;
}
