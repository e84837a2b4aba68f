import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import { reasonOf } from '../files/file-fault.ts';
import { readText } from '../files/read-text.ts';

/** Values that aliases may add to a file: a few lines of nested aliases would otherwise become millions of values. */
const MAX_ALIASED_VALUES = 100;
/** The files of this project have 4 kB. */
const MAX_CHARACTERS = 2 ** 17;

/** The content of a YAML file, and the places of its fields. */
export interface YamlFile<T> {
  readonly value: T;
  /** The error of a field that the schema accepts: names file, line, column and field. */
  fault(field: readonly PropertyKey[], what: string, remedy?: string): NeurorackError;
}

/**
 * Reads a YAML file and checks it against a schema.
 *
 * @throws NeurorackError 'bad-config' naming file, line, column and field; 'bad-file' when it cannot be read
 */
export async function readYaml<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return (await openYaml(path, schema)).value;
}

/** As `readYaml`, for checks beyond a schema. */
export async function openYaml<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<YamlFile<z.output<Schema>>> {
  let text: string;
  try {
    text = await readText(path);
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw new NeurorackError('bad-file', `${path} cannot be read: ${reasonOf(cause)}`, {
      remedy: 'check its name and permissions',
      cause,
    });
  }
  return parseFile(text, path, schema);
}

/**
 * Parses the text of a YAML file and checks it against a schema.
 *
 * @param path name for error messages
 * @throws NeurorackError 'bad-config' naming file, line, column and field
 */
export function parseYaml<Schema extends z.ZodType>(text: string, path: string, schema: Schema): z.output<Schema> {
  return parseFile(text, path, schema).value;
}

function parseFile<Schema extends z.ZodType>(text: string, path: string, schema: Schema): YamlFile<z.output<Schema>> {
  if (text.length > MAX_CHARACTERS) throw badConfig(path, `has more than ${MAX_CHARACTERS} characters`);
  const lines = new LineCounter();
  const document = attempt(path, () =>
    parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error', prettyErrors: false }),
  );
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw badConfig(`${path}:${line}:${col}`, error.message.split('\n')[0]);
  }
  const fault: YamlFile<unknown>['fault'] = (field, what, remedy) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, field));
    return badConfig(`${path}:${line}:${col}`, `${field.map(String).join('.') || 'content'}: ${what}`, { remedy });
  };
  const result = schema.safeParse(attempt(path, () => valuesOf(document, path, lines)));
  if (result.success) return { value: result.data, fault };
  const [issue] = result.error.issues;
  throw fault(issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path, issue.message);
}

/** Returns the values of a document, with its aliases replaced. */
function valuesOf(document: Document.Parsed, path: string, lines: LineCounter): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASED_VALUES });
  } catch (cause) {
    // The package names no place: the first alias is the best one.
    let offset = 0;
    visit(document, {
      Alias: (_key, { range }) => {
        offset = range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    const { line, col } = lines.linePos(offset);
    const isBomb = cause instanceof ReferenceError && cause.message.startsWith('Excessive alias count');
    const what = isBomb
      ? `aliases (*name) stand for more than ${MAX_ALIASED_VALUES} values`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw badConfig(`${path}:${line}:${col}`, what);
  }
}

/** The package throws its own errors where lists are too deep for the stack. */
function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw badConfig(path, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Returns the text offset of a field: its key or list item, or of a missing field the mapping that lacks it. */
function offsetOf(contents: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key: one }) => isScalar(one) && String(one.value) === String(key));
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (isScalar(node) || isMap(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function badConfig(
  place: string,
  what: string,
  { remedy, cause }: { readonly remedy?: string | undefined; readonly cause?: unknown } = {},
): NeurorackError {
  return new NeurorackError('bad-config', `${place}: ${what}`, {
    remedy: remedy ?? 'correct the line; boards/README.md explains the fields',
    cause,
  });
}
