import { constants, open } from 'node:fs/promises';
import { NeurorackError } from '@neurorack/contracts/errors';
import { scanOnnx } from './onnx/scan.ts';

/** A network of this project has 2 MB. */
const MAX_ONNX_BYTES = 512 * 2 ** 20;

/**
 * Reads an ONNX file and refuses what `scanOnnx` refuses.
 *
 * @returns the file's content
 * @throws NeurorackError 'bad-file' when it cannot be read, 'bad-model' with what it refuses
 */
export async function readSafeOnnx(path: string): Promise<Buffer> {
  const content = await read(path);
  scanOnnx(content, path);
  return content;
}

async function read(path: string): Promise<Buffer> {
  try {
    // Without O_NONBLOCK, which Windows does not have, the opening of a pipe waits for a writer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > MAX_ONNX_BYTES) throw new Error('no regular file, or too large');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new NeurorackError('bad-file', `cannot read the artifact ${path}`, {
      remedy: 'install the model again, or check the permissions of its folder',
      cause,
    });
  }
}
