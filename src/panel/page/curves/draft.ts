import { checkSet } from '../../../descriptors/check-set.ts';
import { DESCRIPTORS } from '../../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { decodeFloats, encodeFloats, fromSetMessage, type SetMessage, toSetMessage } from '../../set-message.ts';

/** An unsaved edit, stored in the browser. */
export interface Draft {
  readonly original: DescriptorSet;
  readonly current: DescriptorSet;
  /** Name of the set, and the revision that may be overwritten; null when it needs a new name. */
  readonly name: string;
  readonly revision: string | null;
  /** Time of the last change, ms since 1970. */
  readonly atMs: number;
}

/** A stored draft with its key. */
export interface SavedDraft extends Draft {
  readonly key: string;
}

/** A draft as stored: only curves that differ from the original's. */
interface SerializedDraft extends Pick<Draft, 'name' | 'revision' | 'atMs'> {
  readonly original: SetMessage;
  readonly curves: Readonly<Record<string, string>>;
  readonly level?: string | undefined;
}

const PREFIX = 'neurorack-edit:';

/** A new key: two tabs that edit the same set have separate drafts. */
export const newDraftKey = (): string =>
  PREFIX + Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('');

/** @throws DOMException when the storage is full */
export function saveDraft(storage: Storage, key: string, { original, current, name, revision, atMs }: Draft): void {
  const changed = DESCRIPTORS.filter((one) => current.curves[one] !== original.curves[one]);
  const stored: SerializedDraft = {
    name,
    revision,
    atMs,
    original: toSetMessage(original),
    curves: Object.fromEntries(changed.map((one) => [one, encodeFloats(current.curves[one])])),
    ...(current.level !== original.level && { level: encodeFloats(current.level) }),
  };
  storage.setItem(key, JSON.stringify(stored));
}

export function deleteDraft(storage: Storage, key: string): void {
  storage.removeItem(key);
}

/** The stored drafts, newest first. Unreadable ones are deleted. */
export function listDrafts(storage: Storage): SavedDraft[] {
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '');
  const drafts = keys
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => {
      const draft = read(storage.getItem(key) ?? '');
      if (draft === undefined) storage.removeItem(key);
      return draft === undefined ? [] : { ...draft, key };
    });
  return drafts.sort((a, b) => b.atMs - a.atMs);
}

function read(text: string): Draft | undefined {
  try {
    const { original: message, curves, level, name, revision, atMs }: SerializedDraft = JSON.parse(text);
    const original = fromSetMessage(message);
    const changed = DESCRIPTORS.filter((one) => typeof curves[one] === 'string');
    const edited = Object.fromEntries(changed.map((one) => [one, decodeFloats(curves[one])]));
    const current: DescriptorSet = {
      ...original,
      curves: { ...original.curves, ...edited },
      ...(level !== undefined && { level: decodeFloats(level) }),
    };
    checkSet(original);
    checkSet(current);
    if (typeof name !== 'string' || typeof atMs !== 'number') return undefined;
    return { original, current, name, revision: typeof revision === 'string' ? revision : null, atMs };
  } catch {
    return undefined;
  }
}
