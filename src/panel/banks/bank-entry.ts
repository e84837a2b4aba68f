import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';

/** A bank in the list of banks. */
export interface BankEntry {
  /** Name of its file, or 'factory'. */
  readonly id: string;
  readonly name: string;
  readonly author: string | null;
  readonly licence: string;
  /** False for the factory bank. */
  readonly isEditable: boolean;
  readonly sets: readonly SetEntry[];
}

export interface SetEntry {
  readonly name: string;
  readonly source: string;
  readonly author: string | null;
  readonly licence: string;
  readonly seconds: number;
}

/** A file of the folder that is not loaded, with the reason: it is not a valid bank, or beyond the limits of all banks together. */
export interface UnreadableFile {
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

/** All installed banks. */
export interface BankListing {
  readonly banks: readonly BankEntry[];
  readonly unreadable: readonly UnreadableFile[];
  /** The change that `undo` would take back; null: none. */
  readonly undoLabel: string | null;
}

/** An edit of an editable bank. */
export type BankEdit =
  | { readonly kind: 'rename-set'; readonly set: string; readonly to: string }
  /** Position 0 is the first. */
  | { readonly kind: 'move-set'; readonly set: string; readonly position: number }
  | { readonly kind: 'remove-set'; readonly set: string }
  | { readonly kind: 'edit-details'; readonly name: string; readonly author: string | null; readonly licence: string }
  | { readonly kind: 'remove-bank' };

/** A bank without its curves. */
export interface BankOutline {
  readonly name: string;
  readonly author?: string | undefined;
  readonly licence: string;
  readonly sets: readonly Pick<DescriptorSet, 'name' | 'provenance' | 'analysis' | 'frames'>[];
}

export function toBankEntry(id: string, { name, author, licence, sets }: BankOutline, isEditable: boolean): BankEntry {
  return {
    id,
    name,
    author: author ?? null,
    licence,
    isEditable,
    sets: sets.map((set) => ({
      name: set.name,
      source: set.provenance.source,
      author: set.provenance.author ?? null,
      licence: set.provenance.licence,
      seconds: (set.frames * set.analysis.hop) / set.analysis.sampleRate,
    })),
  };
}
