import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { cannotWrite } from '../contracts/write-fault.ts';

/** Sound files, which nothing but a sound may replace. */
const SOUND_EXTENSIONS = ['.wav', '.wave', '.flac', '.aif', '.aiff', '.mp3', '.ogg', '.opus', '.m4a'];

export interface OutputCheck {
  readonly output: string;
  /** The files that the command reads; a name without a file is ignored. */
  readonly inputs: readonly (string | undefined)[];
  /** Extensions that the output may have, with their dot; no extension is allowed too. Default: all but those of sounds. */
  readonly extensions?: readonly string[];
}

/**
 * Checks an output file before anything is measured or rendered: it replaces no input, its extension fits, its folder exists.
 *
 * @throws NeurorackError 'usage', or 'cannot-write' for a folder that does not exist
 */
export async function checkOutput({ output, inputs, extensions }: OutputCheck): Promise<void> {
  const existing = await identity(output);
  if (existing?.isSpecial) return;
  for (const input of inputs) {
    if (input === undefined || existing === undefined || (await identity(input))?.id !== existing.id) continue;
    throw new NeurorackError('usage', `${output} is both an input and the output`, {
      remedy: 'choose another name for the output',
    });
  }
  const extension = extname(output).toLowerCase();
  if (
    extension !== '' &&
    (extensions === undefined ? SOUND_EXTENSIONS.includes(extension) : !extensions.includes(extension))
  ) {
    const allowed = extensions === undefined ? 'an extension other than a sound file’s' : extensions.join(' or ');
    throw new NeurorackError('usage', `the extension of ${output} does not fit its content`, {
      remedy: `use ${allowed}`,
    });
  }
  if (existing === undefined && (await identity(dirname(output))) === undefined) {
    throw cannotWrite(output, Object.assign(new Error(`no folder ${dirname(output)}`), { code: 'ENOENT' }));
  }
}

/** Identifies the file behind a name, links followed: two names with the same `id` are one file. */
async function identity(path: string): Promise<{ readonly id: string; readonly isSpecial: boolean } | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  return { id: `${found.dev}:${found.ino}`, isSpecial: !found.isFile() && !found.isDirectory() };
}
