import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { print, printJson } from '../../app/terminal/print.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';

interface ExportOptions {
  readonly output?: string;
  readonly json?: boolean;
}

interface ImportOptions {
  readonly json?: boolean;
}

export function register(program: Command): void {
  const patch = program
    .command('patch')
    .summary('send presets as files, and receive them')
    .description(
      'Send presets as files (.nrpatch), and receive them: settings, the sets that they need, and the name of the model.',
    );
  const exportCommand = patch
    .command('export')
    .argument('<preset>', 'name of a saved preset')
    .description('write a preset with its sets to a file')
    .option('-o, --output <file>', 'file to write (default: the name of the preset, with .nrpatch)')
    .option('--json', 'print JSON')
    .action(exportPatch);
  const importCommand = patch
    .command('import')
    .argument('<file>', 'a .nrpatch file')
    .description('add the preset of a file and its sets; a name that something else has here gets another one')
    .option('--json', 'print JSON')
    .action(importPatch);
  examples(exportCommand, ['neurorack patch export Night', 'neurorack patch export Night -o night.nrpatch']);
  examples(importCommand, ['neurorack patch import night.nrpatch']);
  examples(patch, ['neurorack patch export Night', 'neurorack patch import Night.nrpatch']);
}

async function exportPatch(preset: string, { output, json }: ExportOptions): Promise<void> {
  const path = output ?? `${preset.replace(/[^\p{L}\p{N} ._-]/gu, '_')}.nrpatch`;
  await checkOutput({ output: path, inputs: [], extensions: ['.nrpatch'] });
  const [patches, { writeFileAtomically }] = await Promise.all([openPatches(), import('../../files/atomic-file.ts')]);
  const bytes = await patches.pack(preset);
  await writeFileAtomically(path, bytes);
  if (json) printJson({ output: path, preset, bytes: bytes.length });
  else print(`${path}: preset '${preset}', ${Math.ceil(bytes.length / 1024)} kB`);
}

async function importPatch(file: string, { json }: ImportOptions): Promise<void> {
  const bytes = await readPatch(file);
  const { preset, added, messages } = await (await openPatches()).add(bytes, basename(file));
  if (json) return printJson({ preset, added, messages });
  for (const message of messages) process.stderr.write(`warning: ${message}\n`);
  const sets = added.length === 0 ? '' : `, and in My sounds ${added.join(', ')}`;
  print(`preset '${preset}' is saved${sets}; an instrument that runs shows it after its next start`);
}

async function readPatch(file: string): Promise<Uint8Array> {
  const [{ readLimited }, { PATCH_LIMITS }] = await Promise.all([
    import('../../files/read-limited.ts'),
    import('../../state/patch-file.ts'),
  ]);
  try {
    return await readLimited(file, PATCH_LIMITS.fileBytes);
  } catch (cause) {
    throw new NeurorackError('bad-file', `${file} cannot be read: ${reasonOf(cause)}`, {
      remedy: 'check the name of the file, its permissions and its size',
      cause,
    });
  }
}

/** The patches of this user's folder, without a running instrument. */
async function openPatches() {
  const [container, app, banks, defaults, installation, services] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/patch-files.ts'),
    import('../../panel/banks/bank-library.ts'),
    import('../../app/default-settings.ts'),
    import('../../app/installation.ts'),
    import('../../app/services.ts'),
  ]);
  const opened = container.createContainer({ modelsDirectory: installation.modelsDirectory() });
  const { presets } = await opened.getAsync(services.SERVICES.state);
  const folder = join(opened.get(services.SERVICES.stateHome), 'banks');
  const library = banks.createBankLibrary({ folder, factory: installation.factoryBank() });
  return app.createPatchFiles({
    presets,
    defaults: defaults.DEFAULT_SETTINGS,
    findSet: app.findSetIn(library),
    saveSet: (set) => library.saveSet(set, null),
    modelVersion: app.modelVersionIn(opened.get(services.SERVICES.models)),
  });
}
