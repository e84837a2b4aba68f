import { z } from 'zod';
import { checksumOf } from './canonical-json.ts';

/** A kind of file of the instrument's state: what is in it, and how older ones become what it is now. */
export interface DocumentKind<T> {
  /** Written into the file, such as 'neurorack-settings'. */
  readonly format: string;
  /** For messages: 'settings'. */
  readonly title: string;
  /** The version written: one more than there are migrations. */
  readonly migrations: readonly Migration[];
  /** What a content of the newest version must be; what it does not know it leaves out. */
  readonly schema: z.ZodType<T>;
}

/** Place n turns a content of version n + 1 into one of version n + 2. May throw: the file then counts as invalid. */
export type Migration = (content: unknown) => unknown;

/** 'damaged': not what was written. 'newer': of a later instrument. 'invalid': whole, but makes no sense here. */
export type FaultReason = 'damaged' | 'newer' | 'invalid';

export type Decoded<T> =
  | { readonly kind: 'sound'; readonly content: T }
  | { readonly kind: 'faulty'; readonly reason: FaultReason; readonly detail: string };

const envelope = z.looseObject({
  format: z.string(),
  formatVersion: z.int().min(1),
  sha256: z.string(),
  content: z.unknown(),
});

const versionOf = (kind: Pick<DocumentKind<unknown>, 'migrations'>): number => kind.migrations.length + 1;

/**
 * The bytes of a file: JSON for people, with the SHA-256 of everything else in it as canonical JSON.
 *
 * @throws ZodError when the content is not what the kind says: such a file could not be read again
 */
export function encodeDocument<T>(kind: DocumentKind<T>, content: T): Uint8Array {
  const checked = kind.schema.parse(content);
  const document = { format: kind.format, formatVersion: versionOf(kind), content: checked };
  const text = JSON.stringify({ ...document, sha256: checksumOf(document) }, undefined, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** Reads what `encodeDocument` of this or an earlier version wrote. Throws nothing, whatever the bytes are. */
export function decodeDocument<T>(kind: DocumentKind<T>, bytes: Uint8Array): Decoded<T> {
  if (bytes.length === 0) return faulty('damaged', 'it is empty');
  const opened = openEnvelope(bytes);
  if (opened === undefined) return faulty('damaged', 'it is not what the instrument wrote');
  if (!opened.isWhole) return faulty('damaged', 'its checksum differs');
  const { format, formatVersion, content } = opened.document;
  if (format !== kind.format) return faulty('invalid', `it is a ${format}, expected ${kind.format}`);
  if (formatVersion > versionOf(kind)) {
    return faulty('newer', `its version is ${formatVersion}, this instrument knows up to ${versionOf(kind)}`);
  }
  try {
    const migrated = kind.migrations.slice(formatVersion - 1).reduce((old, migrate) => migrate(old), content);
    return { kind: 'sound', content: kind.schema.parse(migrated) };
  } catch (cause) {
    return faulty('invalid', describeSchemaError(cause));
  }
}

/** What a schema, or a migration, has against a content: the first place and what was expected there. */
export function describeSchemaError(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return cause instanceof Error ? cause.message : String(cause);
  const [first] = cause.issues;
  return first.path.length > 0 ? `${first.path.map(String).join('.')}: ${first.message}` : first.message;
}

const faulty = (reason: FaultReason, detail: string): Decoded<never> => ({ kind: 'faulty', reason, detail });

function openEnvelope(bytes: Uint8Array): { document: z.infer<typeof envelope>; isWhole: boolean } | undefined {
  try {
    const document = envelope.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    const { sha256, ...rest } = document;
    return { document, isWhole: checksumOf(rest) === sha256 };
  } catch {
    return undefined; // no UTF-8, no JSON, no envelope, or nested deeper than the stack
  }
}
