import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import type { ModelFolder } from './family.ts';

/**
 * Reads a file of a model folder and verifies its checksum.
 *
 * @param expected `sha256` in hexadecimal, and `bytes` where the manifest implies the size
 * @throws NeurorackError 'bad-file' when it cannot be read; 'bad-model' when size or checksum differ
 */
export async function readVerified(
  { folder }: Pick<ModelFolder, 'folder'>,
  file: string,
  expected: { sha256: string; bytes?: number },
): Promise<Buffer> {
  const path = join(folder, file);
  const content = await readFile(path).catch((cause: unknown) => {
    throw new NeurorackError('bad-file', `cannot read ${path}, which its manifest names`, { remedy: REINSTALL, cause });
  });
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

const REINSTALL = 'the model is damaged or incomplete: install it again';
