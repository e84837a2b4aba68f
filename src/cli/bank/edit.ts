import { type Command, InvalidArgumentError } from 'commander';
import { print } from '../../app/terminal/print.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';

interface Output {
  readonly output: string;
}

interface ExportOptions extends Output {
  readonly set: readonly string[];
  readonly name?: string;
}

interface EditOptions extends Output {
  readonly name?: string;
  readonly rename?: readonly (readonly [string, string])[];
  readonly move?: readonly (readonly [string, string])[];
  readonly remove?: readonly string[];
}

/** `bank edit`, `import` and `export`: each reads banks whole and writes another one. */
export function registerEditing(bank: Command): void {
  const editing = bank
    .command('edit')
    .argument('<file>', 'a .nrbank file')
    .description(
      'rename, remove and reorder the sets of a bank, in this order; the edited bank is written to another file',
    )
    .requiredOption('-o, --output <file>', 'the bank to write')
    .option('--name <text>', "the bank's new name")
    .option('--rename <old=new>', 'another name for a set (may be repeated)', pairs)
    .option('--remove <set>', 'leave a set out (may be repeated)', list)
    .option('--move <set=place>', 'put a set at a place, 1 the first (may be repeated)', pairs)
    .action(edit);
  const importing = bank
    .command('import')
    .argument('<file>', 'the .nrbank file that gets more sets')
    .argument('<others...>', 'the .nrbank files whose sets it gets')
    .description('put the sets of other banks at the end of one; names that are taken get a number')
    .requiredOption('-o, --output <file>', 'the bank to write')
    .action(importBanks);
  const exporting = bank
    .command('export')
    .argument('<file>', 'a .nrbank file')
    .description('some sets of a bank as one file to share, with their licences')
    .requiredOption('-o, --output <file>', 'the bank to write')
    .requiredOption('--set <name>', 'a set to export (may be repeated)', list)
    .option('--name <text>', "the new bank's name (default: the old one's)")
    .action(exportSets);
  examples(editing, [
    'neurorack bank edit hits.nrbank -o mine.nrbank --rename Boom=Thunder --move Bell=1 --remove Snap',
  ]);
  examples(importing, ['neurorack bank import hits.nrbank gongs.nrbank -o all.nrbank']);
  examples(exporting, [
    'neurorack bank export banks/factory.nrbank --set Bell --set Chime -o bells.nrbank --name Bells',
  ]);
}

async function edit(file: string, { output, name, rename = [], remove = [], move = [] }: EditOptions): Promise<void> {
  const { readBank, writeBank, moveSet, removeSet, renameSet } = await parts(output, [file]);
  let bank = await readBank(file);
  for (const [from, to] of rename) bank = renameSet(bank, from, to);
  for (const set of remove) bank = removeSet(bank, set);
  for (const [set, place] of move) bank = moveSet(bank, set, Number(place) - 1);
  await writeBank(output, name === undefined ? bank : { ...bank, name });
  said(output, bank.sets.length);
}

async function importBanks(file: string, others: readonly string[], { output }: Output): Promise<void> {
  const { readBank, writeBank, addSets } = await parts(output, [file, ...others]);
  let bank = await readBank(file);
  for (const other of others) bank = addSets(bank, (await readBank(other)).sets);
  await writeBank(output, bank);
  said(output, bank.sets.length);
}

async function exportSets(file: string, { output, set, name }: ExportOptions): Promise<void> {
  const { readBank, writeBank, pickSets } = await parts(output, [file]);
  const bank = pickSets(await readBank(file), set);
  await writeBank(output, name === undefined ? bank : { ...bank, name });
  said(output, bank.sets.length);
}

async function parts(output: string, inputs: readonly string[]) {
  await checkOutput({ output, inputs, extensions: ['.nrbank'] });
  const [reading, writing, editing] = await Promise.all([
    import('../../descriptors/bank/read-bank.ts'),
    import('../../descriptors/bank/write-bank.ts'),
    import('../../descriptors/bank/edit-bank.ts'),
  ]);
  return { ...reading, ...writing, ...editing };
}

function said(output: string, count: number): void {
  print(`${output}: ${count} set${count === 1 ? '' : 's'}`);
}

const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** 'a=b'; names may hold '=' themselves after the first. */
function pairs(
  value: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = value.indexOf('=');
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError('It must be two words with = between them.');
  return [...before, [value.slice(0, at), value.slice(at + 1)]];
}
