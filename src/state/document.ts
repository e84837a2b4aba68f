import * as z from 'zod';
import { checksumOf } from './canonical-json.ts';

/** A kind of state file: its schema, and the migrations from earlier versions. */
export interface DocumentKind<T> {
  /** Format name in the file, such as 'neurorack-settings'. */
  readonly format: string;
  /** Name in messages: 'settings'. */
  readonly title: string;
  /** Migrations in order; the version written is their number plus one. */
  readonly migrations: readonly Migration[];
  /** Schema of the newest version; it drops unknown fields. */
  readonly schema: z.ZodType<T>;
}

/** Entry n converts a content of version n + 1 to version n + 2. May throw: the file is then invalid. */
export type Migration = (content: unknown) => unknown;

/** 'damaged': changed since it was written. 'newer': written by a later version. 'invalid': undamaged, but not of this kind or schema. */
export type FaultReason = 'damaged' | 'newer' | 'invalid';

export type Decoded<T> =
  | { readonly kind: 'valid'; readonly content: T }
  | { readonly kind: 'faulty'; readonly reason: FaultReason; readonly detail: string };

const envelope = z.looseObject({
  format: z.string(),
  formatVersion: z.int().min(1),
  sha256: z.string(),
  content: z.unknown(),
});

const versionOf = (kind: Pick<DocumentKind<unknown>, 'migrations'>): number => kind.migrations.length + 1;

/**
 * Returns the bytes of a file: indented JSON, with the SHA-256 of its other fields as canonical JSON.
 *
 * @throws ZodError when the content does not fit the schema: such a file could not be read again
 */
export function encodeDocument<T>(kind: DocumentKind<T>, content: T): Uint8Array {
  const checked = kind.schema.parse(content);
  const document = { format: kind.format, formatVersion: versionOf(kind), content: checked };
  const text = JSON.stringify({ ...document, sha256: checksumOf(document) }, undefined, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** Reads a file written by `encodeDocument` of this or an earlier version. Never throws, whatever the bytes are. */
export function decodeDocument<T>(kind: DocumentKind<T>, bytes: Uint8Array): Decoded<T> {
  if (bytes.length === 0) return faulty('damaged', 'it is empty');
  const opened = openEnvelope(bytes);
  if (opened === undefined) return faulty('damaged', 'it is not a file of the instrument');
  if (!opened.isWhole) return faulty('damaged', 'its checksum differs');
  const { format, formatVersion, content } = opened.document;
  if (format !== kind.format) return faulty('invalid', `it is a ${format}, expected ${kind.format}`);
  if (formatVersion > versionOf(kind)) {
    return faulty('newer', `its version is ${formatVersion}, this instrument reads up to ${versionOf(kind)}`);
  }
  try {
    const migrated = kind.migrations.slice(formatVersion - 1).reduce((old, migrate) => migrate(old), content);
    return { kind: 'valid', content: kind.schema.parse(migrated) };
  } catch (cause) {
    return faulty('invalid', describeSchemaError(cause));
  }
}

/** Describes why a schema or a migration rejects a content: the first field at fault, and the expectation. */
export function describeSchemaError(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return cause instanceof Error ? cause.message : String(cause);
  const [first] = cause.issues;
  const fault = first.message.endsWith('received undefined') ? 'is missing' : first.message;
  return first.path.length > 0 ? `${first.path.map(String).join('.')}: ${fault}` : fault;
}

const faulty = (reason: FaultReason, detail: string): Decoded<never> => ({ kind: 'faulty', reason, detail });

function openEnvelope(bytes: Uint8Array): { document: z.infer<typeof envelope>; isWhole: boolean } | undefined {
  try {
    const document = envelope.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    const { sha256, ...others } = document;
    return { document, isWhole: checksumOf(others) === sha256 };
  } catch {
    return undefined; // no UTF-8, no JSON, no envelope, or nested deeper than the stack
  }
}
