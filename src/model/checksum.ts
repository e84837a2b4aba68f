import { NeurorackError } from '../contracts/errors.ts';
import { sha256 } from '../files/sha256.ts';
import { type ModelFolder, pathIn } from './family.ts';

/**
 * Reads a file of a model folder and verifies its checksum.
 *
 * @param expected `sha256` in hexadecimal, and `bytes` where the manifest implies the size
 * @throws NeurorackError 'bad-file' when it cannot be read, lies outside the folder or is too large; 'bad-model' when size or checksum
 * differ
 */
export async function readVerified(
  model: Pick<ModelFolder, 'folder' | 'read'>,
  file: string,
  expected: { sha256: string; bytes?: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const path = pathIn(model, file);
  const content = await model.read(file, { maxBytes: MAX_FILE_BYTES, remedy: REINSTALL });
  if (expected.bytes !== undefined && content.length !== expected.bytes) {
    throw new NeurorackError('bad-model', `${path} has ${content.length} bytes, its manifest says ${expected.bytes}`, {
      remedy: REINSTALL,
    });
  }
  const found = await sha256(content);
  if (found === expected.sha256) return content;
  throw new NeurorackError('bad-model', `${path} has the wrong checksum: ${found}, expected ${expected.sha256}`, {
    remedy: REINSTALL,
  });
}

/** A network of this project has 2 MB; an engine for an accelerator may have fifty times as many. */
const MAX_FILE_BYTES = 512 * 2 ** 20;
const REINSTALL = 'the model is damaged or incomplete: install it again';
