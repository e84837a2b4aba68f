import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Container } from 'inversify';
import { installationRoot, modelsDirectory } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import type { NeurorackError } from '../../contracts/errors.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { Model } from '../../model/family.ts';
import { ACCELERATOR_HELP } from '../accelerator-option.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';
import type { CheckedPrecision } from '../model/check-precisions.ts';
import type { ImportOptions } from '../model/import-model.ts';

interface ModelOptions {
  readonly accelerator?: string;
  readonly models: string;
  readonly json?: boolean;
}

const DEFAULT_MODEL = 'impacts';

export function register(program: Command): void {
  const model = program
    .command('model')
    .summary('list, describe, check and import models')
    .description(
      'List, describe, check and import models. A model is a folder with a manifest.json, given by its name or its path.',
    );
  const verbs = [
    model.command('list').description('list the models').action(list),
    model
      .command('info')
      .argument('[model]', 'name or folder', DEFAULT_MODEL)
      .description('describe a model')
      .action(info),
    model
      .command('check')
      .argument('[model]', 'name or folder', DEFAULT_MODEL)
      .description(
        "check every artifact for this board's accelerator, in each of its precisions, against the model's reference vectors; exit code 1 when one differs",
      )
      .action(check),
  ];
  verbs[2].option('--accelerator <name>', ACCELERATOR_HELP);
  for (const verb of verbs) {
    verb.option('--models <directory>', 'folder of the models', modelsDirectory()).option('--json', 'print JSON');
  }
  addImport(model);
  examples(model, ['neurorack model list', 'neurorack model info impacts', 'neurorack model check impacts --json']);
}

function addImport(model: Command): void {
  const verb = model
    .command('import')
    .argument(
      '<file>',
      'a .ts file written by `rave export --streaming`; it is code: import only files of people you trust',
    )
    .description(
      'import a RAVE export as a model folder; runs in Python (docs/rave.md), exit code 2 for wrong usage, 3 for a file that is refused',
    )
    .option('-o, --out <folder>', 'the model folder to write; default: a folder of the models, named like the file')
    .option('--id <id>', 'identifier: lower-case letters, digits and hyphens')
    .option('--name <name>', 'name on the panel')
    .option('--licence <text>', 'licence of the model, as its maker states it')
    .option('--corrected', 'repair odd filter bands that streaming inverts (the default)')
    .option('--as-exported', 'keep inverted bands: the sound of other players of the file')
    .option(
      '--hop <samples>',
      'samples of a run of the decoder, or several as 128,512: a board that is too slow plays a larger one',
    )
    .option('--memory <MB>', 'memory for reading the file')
    .option('--replace', 'replace a model folder that exists')
    .option('--python <command>', 'Python with PyTorch, instead of NEURORACK_PYTHON, models/training/.venv or python3')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .action(importFile);
  examples(verb, [
    'neurorack model import strings.ts',
    'neurorack model import strings.ts -o models/mine --name Strings --licence CC-BY-4.0',
    'neurorack model import strings.ts --as-exported --python ~/venv/bin/python',
  ]);
}

async function importFile(file: string, options: ImportOptions & { readonly models: string }): Promise<void> {
  const { importModel } = await import('../model/import-model.ts');
  print(importModel(file, options, { models: options.models, root: installationRoot(), environment: process.env }));
}

async function list(options: ModelOptions): Promise<void> {
  const found = await (await openContainer(options)).get(SERVICES.models).list();
  if (options.json) {
    printJson(
      found.map(({ folder, model, error }) => ({ folder, ...(model ? summary(model) : { error: reason(error) }) })),
    );
  } else if (found.length === 0) {
    print(`no models in ${options.models}`);
  } else {
    printTable(found.map((entry) => row(entry.folder, entry.model, entry.error)));
  }
  if (found.some(({ error }) => error !== undefined)) exitNegative();
}

async function info(name: string, options: ModelOptions): Promise<void> {
  const { folder, manifest } = await (await openContainer(options)).get(SERVICES.models).load(name);
  if (options.json) {
    printJson({ folder, ...manifest });
    return;
  }
  const { analysis, training, quality } = manifest;
  printTable([
    ['name', `${manifest.name} (${manifest.id}) ${manifest.version}`],
    ['', manifest.description],
    ['folder', folder],
    ['family', manifest.family],
    ['licence', manifest.licence],
    [
      'timing',
      `${manifest.sampleRate} Hz, a frame every ${manifest.hop} samples, lookahead ${manifest.lookaheadFrames} frames`,
    ],
    [
      'windows',
      Object.entries(analysis.windows)
        .map(([key, samples]) => `${key} ${samples}`)
        .join(', '),
    ],
    ...manifest.artifacts.map((a) => ['artifact', `${a.file}: ${a.accelerator}, ${a.precision}, ${a.kind}`]),
    ['trained', `${training.steps} steps in ${training.seconds} s, seed ${training.seed}`],
    ...training.data.map((source) => ['data', `${source.name} (${source.licence}): ${source.source}`]),
    ...Object.entries(quality).map(([metric, value]) => ['quality', `${metric} ${value ?? 'not measured'}`]),
  ]);
}

async function check(name: string, options: ModelOptions): Promise<void> {
  const container = await openContainer(options);
  const models = container.get(SERVICES.models);
  const accelerator = container.get(SERVICES.accelerator);
  const model = await models.load(name);
  const checked = await checkChosen(container, model, options);
  const passed = checked.every((result) => result.passed);
  const { responseOf } = await import('../../app/set-encoders.ts');
  const response = await responseOf(container, model);
  if (options.json) {
    const artifacts = checked.map(({ artifact: { file, precision, kind }, ...result }) => ({
      file,
      precision,
      kind,
      ...result,
    }));
    printJson({
      model: model.manifest.id,
      accelerator: accelerator.name,
      passed,
      artifacts,
      ...(response && { response: named(response) }),
    });
  } else {
    for (const result of checked) print(verdict(model, result));
    if (response !== undefined) print(answers(model, response));
  }
  if (!passed) exitNegative();
}

/** All precisions, or the one that was chosen. */
async function checkChosen(
  container: Container,
  model: Model,
  { accelerator: chosen }: ModelOptions,
): Promise<readonly CheckedPrecision[]> {
  if (chosen === undefined) return (await import('../model/check-precisions.ts')).checkPrecisions(container, model);
  const accelerator = container.get(SERVICES.accelerator).name;
  const checked = await container.get(SERVICES.models).check(model);
  return checked.map((result) => ({ accelerator, ...result }));
}

function verdict({ manifest }: Model, result: CheckedPrecision): string {
  const { artifact, accelerator, passed, frames, maxError, rmsError, tolerance, rmsTolerance } = result;
  const errors = `largest error ${maxError.toExponential(1)} (rms ${rmsError.toExponential(1)})`;
  const answer = passed ? 'agrees with' : 'differs from';
  const allowed = rmsTolerance === undefined ? `${tolerance}` : `${tolerance} (rms ${rmsTolerance})`;
  const which = `${artifact.file}, ${artifact.precision} ${artifact.kind}`;
  return `${manifest.id} (${which}) on ${accelerator} ${answer} its reference: ${errors} over ${frames} frames, tolerance ${allowed}`;
}

/** Level and pitch are made outside such a model: what their offsets do needs no answer. */
const OUTSIDE: readonly string[] = ['rms', 'f0'];

/** The correlations that offsets of descriptors depend on, by name. */
const named = (response: Float32Array): Record<string, number> =>
  Object.fromEntries(
    DESCRIPTORS.flatMap((name, d) => (OUTSIDE.includes(name) ? [] : [[name, Number(response[d].toFixed(2))]])),
  );

function answers({ manifest }: Model, response: Float32Array): string {
  const list = Object.entries(named(response)).map(([name, r]) => `${name} ${r.toFixed(2)}`);
  return `${manifest.id} answers offsets as far as its latents have the descriptor: r ${list.join(', ')} on sets of the factory bank that were held out; level and pitch are outside it`;
}

/** Loads the accelerator's library and the schemas here, so that `--help` does not. */
async function openContainer({ models, accelerator }: ModelOptions): Promise<Container> {
  const { createContainer } = await import('../../app/create-container.ts');
  return createContainer({ modelsDirectory: models, accelerator });
}

function summary({ manifest }: Model): Record<string, string> {
  const { id, name, version, family, licence, description } = manifest;
  return { id, name, version, family, licence, description };
}

function row(folder: string, model: Model | undefined, error: NeurorackError | undefined): string[] {
  if (model === undefined) return [basename(folder), 'unusable:', error?.message ?? ''];
  const { version, family, description } = model.manifest;
  return [basename(folder), version, family, description];
}

function reason(error: NeurorackError | undefined): Record<string, string> | undefined {
  return error && { kind: error.kind, message: error.message, remedy: error.remedy };
}
