import { createHash } from 'node:crypto';
import { NeurorackError } from '../contracts/errors.ts';
import type { ModelFolder } from './family.ts';
import { readModelFile } from './model-file.ts';

/**
 * Reads a file of a model folder and verifies its checksum.
 *
 * @param expected `sha256` in hexadecimal, and `bytes` where the manifest implies the size
 * @throws NeurorackError 'bad-file' when it cannot be read, lies outside the folder or is too large; 'bad-model' when size or checksum
 * differ
 */
export async function readVerified(
  { folder }: Pick<ModelFolder, 'folder'>,
  file: string,
  expected: { sha256: string; bytes?: number },
): Promise<Buffer> {
  const { path, content } = await readModelFile(folder, file, { maxBytes: MAX_FILE_BYTES, remedy: REINSTALL });
  if (expected.bytes !== undefined && content.length !== expected.bytes) {
    throw new NeurorackError('bad-model', `${path} has ${content.length} bytes, its manifest says ${expected.bytes}`, {
      remedy: REINSTALL,
    });
  }
  const found = createHash('sha256').update(content).digest('hex');
  if (found === expected.sha256) return content;
  throw new NeurorackError('bad-model', `${path} has the wrong checksum: ${found}, expected ${expected.sha256}`, {
    remedy: REINSTALL,
  });
}

/** A network of this project has 2 MB; an engine for an accelerator may have fifty times as many. */
const MAX_FILE_BYTES = 512 * 2 ** 20;
const REINSTALL = 'the model is damaged or incomplete: install it again';
