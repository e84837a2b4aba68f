import { readFile, stat } from '../node/fs-promises.ts';

/** Reads a whole file of at most `maxBytes`. */
export async function readLimited(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error('it is no regular file');
  if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes, where ${maxBytes} are read at most`);
  return readFile(path);
}
