import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { NeurorackError } from '../contracts/errors.ts';

/** The kind of a file that has no content of a known length, such as 'a named pipe'; undefined for files and folders. */
export function specialKind(stats: Pick<Stats, 'isFIFO' | 'isSocket' | 'isFile' | 'isDirectory'>): string | undefined {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isFile() || stats.isDirectory() ? undefined : 'a device';
}

/**
 * Refuses an input that is a pipe, a socket or a device: opening or reading one may never end. A missing file is left to its reader.
 *
 * @throws NeurorackError 'bad-file' naming the path and its kind
 */
export async function refuseSpecialFile(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  const kind = stats === undefined ? undefined : specialKind(stats);
  if (kind === undefined) return;
  throw new NeurorackError('bad-file', `${path}: this is ${kind}, not a regular file`, {
    remedy: 'write its content to a file and name that',
  });
}
