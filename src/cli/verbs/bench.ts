import { type Command, InvalidArgumentError, Option } from 'commander';
import { modelsDirectory } from '../../app/installation.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import { threadFiles } from '../../app/thread-files.ts';
import { prepareThreads } from '../../engine/threads/prepared-threads.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { ACCELERATOR_HELP } from '../accelerator-option.ts';
import { EVIDENCE, type Evidence, LABEL } from '../bench/evidence.ts';
import type { BenchResult } from '../bench/result-schema.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';

interface BenchOptions {
  readonly board?: string;
  readonly accelerator?: string;
  readonly seconds: number;
  readonly latencies: number;
  readonly blocks: readonly number[];
  readonly panels: number;
  readonly sweep: number;
  readonly flood: number;
  readonly evidence?: Evidence;
  readonly note?: string;
  readonly label?: string;
  /** Address of the panel; set in the process of the panel clients. */
  readonly lookAt?: string;
  /** Its task; set in the process that sends messages. */
  readonly send?: string;
  readonly model: string;
  readonly models: string;
  readonly output?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const bench = program
    .command('bench')
    .summary('measure this board')
    .description(
      'Measure this board: start-up, block times, overruns, underruns, latency from gate and CV to the sink, temperature, power, ' +
        'memory, latency and flood of messages, accuracy of the model, maximum load. Plays in real time without an audio output: by default a minute and a half for each block size.',
    )
    .option('--board <id>', 'board id (default: the board of this build)')
    .option('--accelerator <name>', ACCELERATOR_HELP)
    .option('--seconds <number>', 'duration of playing at each block size', count, 60)
    .option('--latencies <number>', 'number of latency measurements, of a gate and of a CV each', count, 50)
    .option('--blocks <sizes>', 'block sizes, as 256,128', blocks, [256, 128])
    .option('--panels <number>', 'number of panel clients connected meanwhile; the first one receives audio', panels, 0)
    .option('--sweep <seconds>', 'duration of each step of the load sweep; 0 for no sweep', sweep, 5)
    .option(
      '--flood <seconds>',
      'duration of a flood of 1000 messages a second on all inputs at once; 0 for none',
      sweep,
      10,
    )
    .addOption(
      new Option(
        '--evidence <class>',
        'class of evidence (default: virtual on the virtual board, otherwise measured)',
      ).choices([...EVIDENCE]),
    )
    .option('--label <name>', 'name of this state, as before or after: results with other labels are compared', label)
    .option('--note <text>', 'note to the reader of the result')
    .addOption(new Option('--look-at <url>').hideHelp())
    .addOption(new Option('--send <task>').hideHelp())
    .option('--model <name>', 'name or folder of the model', 'impacts')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .option('-o, --output <file>', 'write the result to a JSON file')
    .option('--json', 'print the result as JSON')
    .action(run);
  examples(bench, [
    'neurorack bench',
    'neurorack bench --seconds 600 --blocks 256 -o host.json',
    'neurorack bench --label before -o before-1.json',
    'neurorack bench --panels 10',
  ]);
}

async function run(options: BenchOptions): Promise<void> {
  if (options.lookAt !== undefined)
    return (await import('../bench/panel-clients.ts')).runPanelClients(options.lookAt, options.panels);
  if (options.send !== undefined) return sendTask(options.send);
  if (options.output !== undefined) await checkOutput({ output: options.output, inputs: [], extensions: ['.json'] });
  const processStartMs = 0;
  // They start while this thread loads its code.
  const threads = prepareThreads(threadFiles().engine, ['audio', 'control', 'sound', 'model']);
  threads.announce({ modelsDirectory: options.models, model: options.model, accelerator: options.accelerator });
  const [{ createContainer }, { preparePlay }, { runBench }, { benchTable }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/prepare-play.ts'),
    import('../bench/run-bench.ts'),
    import('../bench/bench-table.ts'),
  ]);
  const container = createContainer({
    modelsDirectory: options.models,
    accelerator: options.accelerator,
    prepared: threads,
  });
  const prepared = await preparePlay(container, {
    ...options,
    audio: 'null',
    block: 256,
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
    seed: 1,
  });
  const result: BenchResult = await runBench(container, prepared, {
    ...options,
    evidence: options.evidence,
    note: options.note,
    label: options.label,
    processStartMs,
    // Also without a terminal: a run takes minutes, and a log without a line looks like a program that hangs.
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  if (options.output !== undefined) await writeFileAtomically(options.output, `${JSON.stringify(result, null, 2)}\n`);
  if (options.json === true) printJson(result);
  else for (const line of benchTable(result)) print(line);
}

async function sendTask(task: string): Promise<void> {
  const { senderTaskSchema, sendMessages } = await import('../bench/messages/send-messages.ts');
  await sendMessages(senderTaskSchema.parse(JSON.parse(task)));
}

function count(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 86_400) return value;
  throw new InvalidArgumentError('Give a whole number from 1 to 86400.');
}

function label(given: string): string {
  if (LABEL.test(given)) return given;
  throw new InvalidArgumentError('Give up to 40 letters, digits and . _ + -, a letter or digit first.');
}

function panels(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0 && value <= 16) return value;
  throw new InvalidArgumentError('Give a whole number from 0 to 16.');
}

function sweep(given: string): number {
  const value = Number(given);
  if (value >= 0 && value <= 600) return value;
  throw new InvalidArgumentError('Give seconds from 0 to 600.');
}

function blocks(given: string): number[] {
  const sizes = given.split(',').map(Number);
  if (sizes.every((size) => [64, 128, 256, 512].includes(size))) return sizes;
  throw new InvalidArgumentError('Give block sizes of 64, 128, 256 and 512.');
}
