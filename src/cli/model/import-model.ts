import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { EXIT } from '../exit.ts';

/** Options of an import that the training package takes as they are. */
export interface ImportOptions {
  readonly out?: string;
  readonly id?: string;
  readonly name?: string;
  readonly licence?: string;
  readonly asExported?: boolean;
  readonly corrected?: boolean;
  readonly hop?: string;
  readonly memory?: string;
  readonly replace?: boolean;
  /** Python with PyTorch and ONNX Runtime; otherwise NEURORACK_PYTHON, the training's own environment, or python3. */
  readonly python?: string;
}

/** Folders of this installation that an import uses. */
export interface ImportPlaces {
  /** Folder of the models, the default place of the result. */
  readonly models: string;
  /** Root of the installation: a checkout has models/training in it. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PACKAGES = ['numpy', 'torch', 'onnx', 'onnxruntime'];
/** Prints the missing packages of PACKAGES, without loading any. */
const PROBE = `import importlib.util as u; print(*[p for p in ${JSON.stringify([...PACKAGES, 'neurorack_training.rave'])} if not (u.find_spec(p.split('.')[0]) and u.find_spec(p))])`;

/**
 * Imports a RAVE export with the Python package `neurorack_training`; returns its line of result.
 *
 * @throws NeurorackError 'bad-file' for a refused file, 'missing-library' without a suitable Python
 */
export function importModel(file: string, options: ImportOptions, places: ImportPlaces): string {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new NeurorackError('bad-file', `${file} is not a file`, {
      remedy: 'give a .ts file written by `rave export --streaming`',
    });
  }
  const python = findPython(options.python, places);
  const stem = basename(file, extname(file)).toLowerCase();
  const id = options.id ?? (stem.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'rave');
  const out = options.out ?? join(places.models, id);
  const words = ['-m', 'neurorack_training', 'import-rave', resolve(file), '-o', resolve(out)];
  for (const [word, value] of [
    ['--id', options.out === undefined || options.id !== undefined ? id : undefined],
    ['--name', options.name],
    ['--licence', options.licence],
    ['--memory', options.memory],
    ['--hop', options.hop],
  ]) {
    if (value !== undefined) words.push(`${word}=${value}`);
  }
  if (options.asExported) words.push('--as-exported');
  if (options.corrected) words.push('--corrected');
  if (options.replace) words.push('--replace');
  const { status, stdout, stderr } = runPython(python, words, places);
  if (status === 0) return stdout.trim();
  throw failure(file, status, stderr);
}

/** The error that the Python side printed as `error:` and `remedy:`. */
function failure(file: string, status: number | null, stderr: string): NeurorackError {
  const lines = stderr.trim().split('\n');
  const after = (mark: string): string | undefined =>
    lines.findLast((line) => line.startsWith(mark))?.slice(mark.length);
  const message = after('error: ') ?? `the import of ${file} failed: ${lines.at(-1) || `exit code ${status}`}`;
  const remedy = after('remedy: ') ?? 'see docs/rave.md for files that can be imported';
  return new NeurorackError(status === EXIT.usage ? 'usage' : 'bad-file', message, { remedy });
}

function runPython(python: string, words: readonly string[], { root, environment }: ImportPlaces) {
  const path = [join(root, 'models/training'), environment.PYTHONPATH].filter(Boolean).join(':');
  return spawnSync(python, words, {
    encoding: 'utf8',
    env: { ...environment, PYTHONPATH: path },
    maxBuffer: 2 ** 24,
  });
}

/** The first Python that has the training package and its libraries. */
function findPython(chosen: string | undefined, places: ImportPlaces): string {
  const given = chosen ?? places.environment.NEURORACK_PYTHON;
  const own = join(places.root, 'models/training/.venv/bin/python');
  const candidates = given ? [given] : [...(existsSync(own) ? [own] : []), 'python3'];
  let found = 'no Python was found';
  for (const python of candidates) {
    const { status, stdout, error } = runPython(python, ['-c', PROBE], places);
    if (error !== undefined || status !== 0) {
      found = `${python} does not run`;
      continue;
    }
    if (stdout.trim() === '') return python;
    found = `${python} lacks ${stdout.trim().split(' ').join(', ')}`;
  }
  throw new NeurorackError('missing-library', `the import of a model runs in Python: ${found}`, {
    remedy:
      'in a checkout of neurorack: python3 models/training/install.py; or name such a Python with --python or NEURORACK_PYTHON',
  });
}
