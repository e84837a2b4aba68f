import { readFile } from 'node:fs/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { parseResult } from '../bench/migrate-result.ts';
import type { BenchResult } from '../bench/result-schema.ts';

/** Size limit of a result. */
const MAX_BYTES = 16 * 2 ** 20;

/** A result and the file that it was read from. */
export interface ReadResult {
  readonly file: string;
  readonly result: BenchResult;
}

/**
 * Reads a result of `neurorack bench`.
 *
 * @throws NeurorackError 'bad-file' with the name of the file and of the invalid field
 */
export async function readResult(file: string): Promise<ReadResult> {
  const bad = (what: string, cause?: unknown): NeurorackError =>
    new NeurorackError('bad-file', `${file}: ${what}`, {
      remedy:
        'give results written by `neurorack bench -o` of this version or the previous one; their format is ci/bench/result.schema.json',
      cause,
    });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw bad('cannot be read', cause);
  }
  if (text.length > MAX_BYTES) throw bad('is too large for a result');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw bad('is not JSON', cause);
  }
  const checked = parseResult(content);
  if (checked.success) return { file, result: checked.data };
  const [issue] = checked.error.issues;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  throw bad(`${path.map(String).join('.') || 'content'}: ${issue.message}`);
}
