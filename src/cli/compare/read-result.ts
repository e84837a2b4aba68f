import { readFile } from 'node:fs/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { type BenchResult, benchResultSchema } from '../bench/result-schema.ts';

/** Larger files are no result. */
const MOST_BYTES = 16 * 2 ** 20;

/** A result and the file that it was read from. */
export interface ReadResult {
  readonly file: string;
  readonly result: BenchResult;
}

/**
 * Reads a result that `neurorack bench` has written.
 *
 * @throws NeurorackError 'bad-file' naming the file, and the field at fault
 */
export async function readResult(file: string): Promise<ReadResult> {
  const bad = (what: string, cause?: unknown): NeurorackError =>
    new NeurorackError('bad-file', `${file}: ${what}`, {
      remedy:
        'give results that this version of `neurorack bench -o` wrote; ci/bench/result.schema.json says how they look',
      cause,
    });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw bad('cannot be read', cause);
  }
  if (text.length > MOST_BYTES) throw bad('is too large for a result');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw bad('is no JSON', cause);
  }
  const checked = benchResultSchema.safeParse(content);
  if (checked.success) return { file, result: checked.data };
  const [issue] = checked.error.issues;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  throw bad(`${path.map(String).join('.') || 'content'}: ${issue.message}`);
}
