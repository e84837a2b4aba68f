import { checkSet } from '../../../descriptors/check-set.ts';
import { DESCRIPTORS } from '../../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { decodeFloats, encodeFloats, fromSetMessage, type SetMessage, toSetMessage } from '../../set-message.ts';

/** An edit that was not saved yet: it outlives the page. */
export interface Draft {
  readonly original: DescriptorSet;
  readonly current: DescriptorSet;
  /** What the set is called now, and the revision that it would be saved over; null when it is to get a new name. */
  readonly name: string;
  readonly revision: string | null;
  /** When it was last changed, ms since 1970. */
  readonly atMs: number;
}

/** One that is kept, and where. */
export interface SavedDraft extends Draft {
  readonly key: string;
}

/** What browsers keep of it: curves that differ from the original's. */
interface StoredDraft extends Pick<Draft, 'name' | 'revision' | 'atMs'> {
  readonly original: SetMessage;
  readonly curves: Readonly<Record<string, string>>;
  readonly level?: string | undefined;
}

const PREFIX = 'neurorack-edit:';

/** Where an edit is kept: two of the same set, of two tabs, lie beside each other. */
export const newDraftKey = (): string =>
  PREFIX + Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('');

/** @throws DOMException when the browser keeps no more */
export function saveDraft(storage: Storage, key: string, { original, current, name, revision, atMs }: Draft): void {
  const changed = DESCRIPTORS.filter((one) => current.curves[one] !== original.curves[one]);
  const stored: StoredDraft = {
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

/** The drafts that are kept, newest first; what cannot be read any more is forgotten. */
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
    const { original: message, curves, level, name, revision, atMs }: StoredDraft = JSON.parse(text);
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
