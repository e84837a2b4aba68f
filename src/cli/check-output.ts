import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { cannotWrite } from '../contracts/write-fault.ts';

/** Files that people record, and would not want replaced by anything but a sound. */
const SOUNDS = ['.wav', '.wave', '.flac', '.aif', '.aiff', '.mp3', '.ogg', '.opus', '.m4a'];

export interface OutputCheck {
  readonly output: string;
  /** Files that are read; those that are not there, or are names of something else, are passed over. */
  readonly inputs: readonly (string | undefined)[];
  /** Endings that the output may have, with their dot, or none at all; others are taken for a slip. Default: all but sounds'. */
  readonly extensions?: readonly string[];
}

/**
 * Refuses, before anything is measured or rendered, an output that would replace a file that is read, that has the ending of another
 * kind of file, or that cannot be where it is to be.
 *
 * @throws NeurorackError 'usage', or 'cannot-write' for a folder that is not there
 */
export async function checkOutput({ output, inputs, extensions: endings }: OutputCheck): Promise<void> {
  const there = await identity(output);
  if (there?.isSpecial) return;
  for (const input of inputs) {
    if (input === undefined || there === undefined || (await identity(input))?.id !== there.id) continue;
    throw new NeurorackError('usage', `${output} is read here, and would be replaced`, {
      remedy: 'give the output another name',
    });
  }
  const ending = extname(output).toLowerCase();
  if (ending !== '' && (endings === undefined ? SOUNDS.includes(ending) : !endings.includes(ending))) {
    const right = endings === undefined ? 'another ending than a sound’s' : `the ending ${endings.join(' or ')}`;
    throw new NeurorackError('usage', `${output} would not hold what its ending says`, {
      remedy: `give the output ${right}`,
    });
  }
  if (there === undefined && (await identity(dirname(output))) === undefined) {
    throw cannotWrite(output, Object.assign(new Error(`no folder ${dirname(output)}`), { code: 'ENOENT' }));
  }
}

/** Tells whether two names are one file, links followed. */
async function identity(path: string): Promise<{ readonly id: string; readonly isSpecial: boolean } | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  return { id: `${found.dev}:${found.ino}`, isSpecial: !found.isFile() && !found.isDirectory() };
}
