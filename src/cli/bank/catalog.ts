import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';

interface InstallOptions {
  readonly output: string;
}

/** Registers `bank catalog`, `install` and `index`: banks of a folder or a web address. */
export function registerCatalog(bank: Command): void {
  const catalogCommand = bank
    .command('catalog')
    .alias('shelf')
    .argument('<location>', 'a folder, or a web address (https, http), with an index.json and banks')
    .description('list the banks of a folder or a web address')
    .option('--json', 'print JSON')
    .action(list);
  const installCommand = bank
    .command('install')
    .argument('<location>', 'a folder or web address, as for `bank catalog`')
    .argument('<file>', 'file name of the bank')
    .description('download or copy a bank; its size, checksum and content are checked before it is written')
    .requiredOption('-o, --output <file>', 'bank file to write')
    .action(install);
  const indexCommand = bank
    .command('index')
    .argument('<files...>', '.nrbank files of one folder')
    .description('write the index.json of a folder of banks, so that others can install banks from it')
    .action(index);
  examples(catalogCommand, [
    'neurorack bank catalog ~/banks',
    'neurorack bank catalog https://example.org/banks --json',
  ]);
  examples(installCommand, ['neurorack bank install https://example.org/banks gongs.nrbank -o gongs.nrbank']);
  examples(indexCommand, ['neurorack bank index ~/banks/*.nrbank']);
}

async function list(location: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { readCatalog } = await import('../../descriptors/bank/bank-catalog.ts');
  const banks = await readCatalog(location);
  if (json) printJson({ place: location, banks });
  else if (banks.length === 0) print(`${location} has no banks`);
  else
    printTable(
      banks.map(({ file, name, author, licence, sets, bytes }) => [
        file,
        name,
        author ?? '',
        licence,
        `${sets.length} set${sets.length === 1 ? '' : 's'}`,
        `${Math.ceil(bytes / 1024)} KiB`,
      ]),
    );
}

async function install(location: string, file: string, { output }: InstallOptions): Promise<void> {
  await checkOutput({ output, inputs: [join(location, file)], extensions: ['.nrbank'] });
  const { installCatalogBank } = await import('../../descriptors/bank/bank-catalog.ts');
  const { name, sets, licence } = await installCatalogBank(location, file, output);
  print(`${output}: ${name}, ${sets.length} set${sets.length === 1 ? '' : 's'} (${licence})`);
}

async function index(files: readonly string[]): Promise<void> {
  const [{ buildCatalogIndex }, { CATALOG_INDEX_FILE }, { readBank }, { writeFileAtomically }] = await Promise.all([
    import('../../descriptors/bank/bank-catalog.ts'),
    import('../../descriptors/bank/catalog-format.ts'),
    import('../../descriptors/bank/read-bank.ts'),
    import('../../files/atomic-file.ts'),
  ]);
  const folder = dirname(resolve(files[0] ?? '.'));
  const other = files.find((file) => dirname(resolve(file)) !== folder);
  if (other !== undefined) {
    throw new NeurorackError('usage', `${other} and ${files[0]} are in different folders`, {
      remedy: 'put all banks of an index into one folder',
    });
  }
  const found: { file: string; bytes: Buffer }[] = [];
  for (const file of files) {
    // Throws for a file that is not a bank.
    await readBank(file);
    found.push({ file: basename(file), bytes: await readFile(file) });
  }
  const path = join(folder, CATALOG_INDEX_FILE);
  await writeFileAtomically(path, `${JSON.stringify(await buildCatalogIndex(found), null, 1)}\n`);
  print(`${path}: ${files.length} bank${files.length === 1 ? '' : 's'}`);
}
