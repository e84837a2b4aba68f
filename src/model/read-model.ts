import { NeurorackError } from '../contracts/errors.ts';
import { badManifest, MANIFEST_FILE, parseSection } from './bad-manifest.ts';
import { checkTensors } from './check-tensors.ts';
import { type Model, type ModelFamily, type ModelFiles, type ModelFolder, pathIn, type Refusals } from './family.ts';
import { FORMAT_VERSION, manifestSchema } from './manifest.ts';

/** Manifests of this project have 60 kB. */
const MAX_MANIFEST_BYTES = 4 * 2 ** 20;

/**
 * Reads a model's manifest and parses it with its family. Artifacts are not opened: see `verifyArtifact`.
 *
 * @throws NeurorackError 'bad-file' when the manifest is missing, too large or not JSON; 'bad-model' when it does not match the schema or its
 * family, when the family is unknown, or the format is newer than this code
 */
export async function readModel(files: ModelFiles, families: readonly ModelFamily[]): Promise<Model> {
  const model = await readModelFolder(files);
  const { family } = model.manifest;
  const found = families.find(({ name }) => name === family);
  if (found !== undefined) {
    return parseWith(found, model);
  }
  const known = families.map(({ name }) => name).join(', ');
  throw new NeurorackError('bad-model', `${pathIn(model, MANIFEST_FILE)} family: '${family}' is not supported`, {
    remedy: `install a newer neurorack, or use a model of the family ${known}`,
  });
}

function parseWith(family: ModelFamily, model: ModelFolder): Model {
  const { name, refusals } = family;
  refuseArtifacts(model, refusals);
  const parsed = family.parse(model);
  checkTensors(model, parsed);
  const { largerHop } = parsed;
  const larger = largerHop === undefined ? {} : { larger: parseWith(family, largerHop) };
  return { ...model, family: name, refusals, ...parsed, ...larger };
}

/** Refuses a manifest with an artifact for an accelerator on which no model of its family runs. */
function refuseArtifacts(model: ModelFolder, refusals: Refusals = {}): void {
  for (const [i, { accelerator }] of model.manifest.artifacts.entries()) {
    const reason = refusals[accelerator];
    if (reason !== undefined) {
      throw badManifest(
        model,
        `artifacts[${i}].accelerator`,
        `is '${accelerator}', where no such model runs: ${reason}`,
      );
    }
  }
}

async function readModelFolder(files: ModelFiles): Promise<ModelFolder> {
  const content = await files.read(MANIFEST_FILE, {
    maxBytes: MAX_MANIFEST_BYTES,
    remedy: 'name a model that `neurorack model list` shows, or a folder with a manifest.json',
  });
  const json = parseJson(pathIn(files, MANIFEST_FILE), new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
  refuseNewer(files, json);
  return { ...files, manifest: parseSection(files, '', manifestSchema, json) };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = cause instanceof Error ? cause.message : 'syntax error';
    throw new NeurorackError('bad-file', `${path} is not JSON: ${where}`, {
      remedy: 'install the model again, or correct the syntax',
      cause,
    });
  }
}

/** Runs before the schema, so that a newer format is reported as newer and not as wrong. */
function refuseNewer(files: ModelFiles, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== 'neurorack-model') {
    throw badManifest(files, 'format', "is not 'neurorack-model'");
  }
  if ('formatVersion' in json && typeof json.formatVersion === 'number' && json.formatVersion > FORMAT_VERSION) {
    throw new NeurorackError(
      'bad-model',
      `${pathIn(files, MANIFEST_FILE)} formatVersion: ${json.formatVersion} is newer than ${FORMAT_VERSION}, the newest supported`,
      { remedy: 'install a newer neurorack, or an older version of the model' },
    );
  }
}
