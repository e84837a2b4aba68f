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

/** Registers `bank edit`, `import` and `export`, which read whole banks and write another one. */
export function registerEditing(bank: Command): void {
  const editCommand = bank
    .command('edit')
    .argument('<file>', 'a .nrbank file')
    .description('rename, remove and reorder the sets of a bank, in this order, and write the result to another file')
    .requiredOption('-o, --output <file>', 'bank file to write')
    .option('--name <text>', 'new name of the bank')
    .option('--rename <old=new>', 'rename a set (repeatable)', pairs)
    .option('--remove <set>', 'remove a set (repeatable)', list)
    .option('--move <set=position>', 'move a set to a position, 1 is the first (repeatable)', pairs)
    .action(edit);
  const importCommand = bank
    .command('import')
    .argument('<file>', 'the .nrbank file to add sets to')
    .argument('<others...>', 'the .nrbank files whose sets are added')
    .description('append the sets of other banks to a bank; a name already in use gets a number')
    .requiredOption('-o, --output <file>', 'bank file to write')
    .action(importBanks);
  const exportCommand = bank
    .command('export')
    .argument('<file>', 'a .nrbank file')
    .description('write selected sets of a bank to a file to share, with their licences')
    .requiredOption('-o, --output <file>', 'bank file to write')
    .requiredOption('--set <name>', 'a set to export (repeatable)', list)
    .option('--name <text>', 'name of the new bank (default: that of the original)')
    .action(exportSets);
  examples(editCommand, [
    'neurorack bank edit hits.nrbank -o mine.nrbank --rename Boom=Thunder --move Bell=1 --remove Snap',
  ]);
  examples(importCommand, ['neurorack bank import hits.nrbank gongs.nrbank -o all.nrbank']);
  examples(exportCommand, [
    'neurorack bank export banks/factory.nrbank --set Bell --set Chime -o bells.nrbank --name Bells',
  ]);
}

async function edit(file: string, { output, name, rename = [], remove = [], move = [] }: EditOptions): Promise<void> {
  const { readBank, writeBank, moveSet, removeSet, renameSet } = await loadEditing(output, [file]);
  let bank = await readBank(file);
  for (const [from, to] of rename) bank = renameSet(bank, from, to);
  for (const set of remove) bank = removeSet(bank, set);
  for (const [set, position] of move) bank = moveSet(bank, set, Number(position) - 1);
  await writeBank(output, name === undefined ? bank : { ...bank, name });
  printCount(output, bank.sets.length);
}

async function importBanks(file: string, others: readonly string[], { output }: Output): Promise<void> {
  const { readBank, writeBank, addSets } = await loadEditing(output, [file, ...others]);
  let bank = await readBank(file);
  for (const other of others) bank = addSets(bank, (await readBank(other)).sets);
  await writeBank(output, bank);
  printCount(output, bank.sets.length);
}

async function exportSets(file: string, { output, set, name }: ExportOptions): Promise<void> {
  const { readBank, writeBank, pickSets } = await loadEditing(output, [file]);
  const bank = pickSets(await readBank(file), set);
  await writeBank(output, name === undefined ? bank : { ...bank, name });
  printCount(output, bank.sets.length);
}

async function loadEditing(output: string, inputs: readonly string[]) {
  await checkOutput({ output, inputs, extensions: ['.nrbank'] });
  const [reading, writing, editing] = await Promise.all([
    import('../../descriptors/bank/read-bank.ts'),
    import('../../descriptors/bank/write-bank.ts'),
    import('../../descriptors/bank/edit-bank.ts'),
  ]);
  return { ...reading, ...writing, ...editing };
}

function printCount(output: string, count: number): void {
  print(`${output}: ${count} set${count === 1 ? '' : 's'}`);
}

const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Parses 'a=b'; the second name may contain '='. */
function pairs(
  value: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = value.indexOf('=');
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError('Give two names with = between them.');
  return [...before, [value.slice(0, at), value.slice(at + 1)]];
}
