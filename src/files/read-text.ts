import { readFile } from 'node:fs/promises';
import { refuseSpecialFile } from './special-file.ts';

/**
 * Reads a text file that a person wrote: UTF-8, or UTF-16 by its byte order mark, which editors of Windows write. The mark is removed.
 * Bytes that are no UTF-8 are read as Windows-1252.
 *
 * @throws NeurorackError 'bad-file' for a pipe, a socket or a device; the error of the system for any other file that cannot be read
 */
export async function readText(path: string): Promise<string> {
  await refuseSpecialFile(path);
  const bytes = await readFile(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
