import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Bank } from '../../descriptors/bank/bank.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { withoutControls } from '../../descriptors/visible-text.ts';
import { isSystemFault } from '../../files/file-fault.ts';
import { registerCatalog } from '../bank/catalog.ts';
import { registerEditing } from '../bank/edit.ts';
import { registerMap } from '../bank/map.ts';
import { checkOutput } from '../check-output.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';
import { startProgress } from '../progress.ts';

interface BuildOptions {
  readonly output: string;
  readonly name?: string;
  readonly author?: string;
  readonly licence: string;
  readonly strict?: boolean;
  readonly recursive?: boolean;
  readonly json?: boolean;
}

interface ReadOptions {
  readonly json?: boolean;
}

export function register(program: Command): void {
  const bank = program
    .command('bank')
    .summary('build, check, edit and share banks of descriptor sets')
    .description(
      'Build, check, edit and share banks: files (.nrbank) of sounds as descriptor sets, with their provenance.',
    );
  const buildCommand = bank
    .command('build')
    .argument('<folder>', 'folder of sounds (WAV, AIFF, AU, CAF, FLAC, MP3, Ogg, M4A); may hold a provenance.json')
    .description('build a bank from a folder of sounds: each sound is cleaned, trimmed, RMS-normalised and analysed')
    .requiredOption('-o, --output <file>', 'bank file to write')
    .option('--name <text>', 'name of the bank (default: the name of the file)')
    .option('--author <text>', 'author of the bank')
    .option('--licence <text>', 'licence of the bank, and of sounds without their own', 'unknown')
    .option('--strict', 'fail at the first unusable or doubtful sound instead of skipping it or warning')
    .option('--recursive', 'read the sounds of folders in the folder too')
    .option('--json', 'print sets, skipped sounds and warnings as JSON')
    .action(build);
  const listCommand = bank
    .command('list')
    .argument('<file>', 'a .nrbank file')
    .description('list the sets of a bank')
    .option('--json', 'print JSON')
    .action(list);
  const checkCommand = bank
    .command('check')
    .argument('<file>', 'a .nrbank file')
    .description('check a bank: sizes, schema, checksums, values; exit code 1 for a damaged one')
    .option('--json', 'print JSON')
    .action(check);
  examples(buildCommand, ['neurorack bank build ~/hits -o hits.nrbank --author "Ada" --licence CC0']);
  examples(listCommand, ['neurorack bank list banks/factory.nrbank', 'neurorack bank list hits.nrbank --json']);
  examples(checkCommand, ['neurorack bank check hits.nrbank']);
  registerEditing(bank);
  registerCatalog(bank);
  registerMap(bank);
  examples(bank, [
    'neurorack bank build ~/hits -o hits.nrbank --licence CC0',
    'neurorack bank list hits.nrbank',
    'neurorack bank check hits.nrbank --json',
  ]);
}

async function build(folder: string, options: BuildOptions): Promise<void> {
  const [{ listSounds }, { buildSets }, { openKeptSounds }, { stateHome }, { writeBank }] = await Promise.all([
    import('../../descriptors/bank/sound-folder.ts'),
    import('../../descriptors/bank/build-sets.ts'),
    import('../../app/kept-sounds.ts'),
    import('../../state/home.ts'),
    import('../../descriptors/bank/write-bank.ts'),
  ]);
  const { sounds, unreadFolders, faults } = await listSounds(folder, options.licence, {
    recursive: options.recursive,
  });
  if (options.strict && faults[0] !== undefined) throw faults[0];
  if (unreadFolders > 0) {
    const what = unreadFolders === 1 ? 'one folder' : `${unreadFolders} folders`;
    process.stderr.write(`${what} in ${folder} not read: --recursive reads them\n`);
  }
  await checkOutput({ output: options.output, inputs: sounds.map(({ path }) => path), extensions: ['.nrbank'] });
  const progress = startProgress('analysing sounds', sounds.length);
  const { write: keepSound } = openKeptSounds(stateHome(process.env));
  const { strict } = options;
  const built = await buildSets(sounds, { strict, keepSound, onProgress: progress.update }).finally(progress.stop);
  for (const text of built.warnings) process.stderr.write(`warning: ${withoutControls(text)}\n`);
  for (const { message, remedy } of [...faults, ...built.skipped.map(({ error }) => error)]) {
    process.stderr.write(`skipped: ${withoutControls(message)}\n         ${remedy}\n`);
  }
  if (built.sets.length === 0) {
    throw new NeurorackError('bad-input', `none of the ${sounds.length} sounds in ${folder} is usable`, {
      remedy: 'see the reasons above',
    });
  }
  const path = resolve(options.output);
  const name = options.name ?? basename(path, extname(path));
  const { author, licence } = options;
  await writeBank(path, { name, licence, sets: built.sets, ...(author === undefined ? {} : { author }) });
  if (options.json) {
    const skipped = built.skipped.map(({ path, error }) => ({ path, fault: error.message, remedy: error.remedy }));
    printJson({ output: options.output, sets: built.sets.map((set) => set.name), skipped, warnings: built.warnings });
    return;
  }
  const count = built.skipped.length;
  const skipped = count === 0 ? '' : `, ${count} of ${sounds.length} sounds skipped`;
  print(`${options.output}: ${built.sets.length} set${built.sets.length === 1 ? '' : 's'}${skipped}`);
}

async function list(file: string, { json }: ReadOptions): Promise<void> {
  const { readBank } = await import('../../descriptors/bank/read-bank.ts');
  const bank = await readBank(file);
  if (json) printJson(summary(bank));
  else {
    print(`${bank.name}${bank.author === undefined ? '' : ` by ${bank.author}`} (${bank.licence})`);
    printTable(
      bank.sets.map((set) => {
        const { source, author, licence } = set.provenance;
        return [set.name, `${secondsOf(set).toFixed(2)} s`, licence, author ?? '', source];
      }),
    );
  }
}

async function check(file: string, { json }: ReadOptions): Promise<void> {
  const { readBank } = await import('../../descriptors/bank/read-bank.ts');
  try {
    const bank = await readBank(file);
    if (json) printJson({ file, ok: true, name: bank.name, sets: bank.sets.length });
    else print(`${file} is intact: ${bank.sets.length} set${bank.sets.length === 1 ? '' : 's'}`);
  } catch (error) {
    // An unreadable file is a fault, not a failed check.
    if (!(error instanceof NeurorackError) || isSystemFault(error.cause)) throw error;
    if (json) printJson({ file, ok: false, fault: error.message, remedy: error.remedy });
    else print(`${error.message}\nremedy: ${error.remedy}`);
    exitNegative();
  }
}

function summary(bank: Bank): unknown {
  return {
    name: bank.name,
    author: bank.author ?? null,
    licence: bank.licence,
    sets: bank.sets.map((set) => ({
      name: set.name,
      frames: set.frames,
      seconds: Number(secondsOf(set).toFixed(3)),
      provenance: set.provenance,
      analysis: set.analysis,
    })),
  };
}

function secondsOf({ frames, analysis }: DescriptorSet): number {
  return (frames * analysis.hop) / analysis.sampleRate;
}
