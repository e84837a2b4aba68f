import type { Command } from 'commander';
import { NeurorackError } from '../contracts/errors.ts';

/** A verb's file, `verbs/<name>.ts`: adds one command to the program. See `verbs/README.md`. */
export interface VerbModule {
  register(program: Command): void;
}

/** Every verb and its line in `neurorack --help`; a verb's file is loaded only when the verb is used. */
export const VERBS: ReadonlyMap<string, string> = new Map([
  ['start', 'start the instrument, with its panel in the browser'],
  ['run', 'play, live or from a performance file'],
  ['render', 'render one trigger to a WAV file'],
  ['bench', 'measure this board'],
  ['compare', 'compare results of `neurorack bench`'],
  ['describe', 'analyse the seven descriptors of a sound file'],
  ['bank', 'build, list and check banks of descriptor sets'],
  ['model', 'list, describe, check and import models'],
  ['patch', 'send presets as files, and receive them'],
  ['clients', 'list paired clients, or unpair one'],
  ['calibrate', 'calibrate the CV jacks with two known voltages'],
  ['devices', 'list sound cards, their channels and sample rates'],
  ['doctor', 'find problems of this board, each with a remedy'],
  ['deploy', 'install the instrument on a board over SSH'],
]);

/**
 * Loads one verb's file.
 *
 * @throws NeurorackError 'unsupported' when this build does not contain it
 */
export async function loadVerb(name: string): Promise<VerbModule> {
  let loaded: unknown;
  try {
    loaded = await import(`./verbs/${name}.ts`);
  } catch (cause) {
    if (!isMissing(cause, name)) throw cause;
    throw new NeurorackError('unsupported', `the verb '${name}' is not part of this build`, {
      remedy: 'see `neurorack --help` for the verbs, or install a newer version',
      cause,
    });
  }
  if (!isVerbModule(loaded)) throw new TypeError(`verbs/${name}.ts exports no register(program)`);
  return loaded;
}

/** Recognises the error for a missing module of the bundle, of Node and of Vite. */
function isMissing(cause: unknown, name: string): boolean {
  if (!(cause instanceof Error) || !cause.message.includes(`verbs/${name}.ts`)) return false;
  return /not found in bundle|cannot find|unknown variable/i.test(cause.message);
}

function isVerbModule(loaded: unknown): loaded is VerbModule {
  return typeof loaded === 'object' && loaded !== null && 'register' in loaded && typeof loaded.register === 'function';
}
