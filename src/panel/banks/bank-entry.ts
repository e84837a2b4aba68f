import type { Bank } from '../../descriptors/bank/bank.ts';

/** A bank as pages list it. */
export interface BankEntry {
  /** Its file's name, or 'factory'. */
  readonly id: string;
  readonly name: string;
  readonly author: string | null;
  readonly licence: string;
  /** Whether it may be changed here; the factory's may not. */
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

/** A file of the folder that is no bank, and why. */
export interface UnreadableFile {
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

/** All that there is, and what `undo` would take back; null when nothing. */
export interface BankListing {
  readonly banks: readonly BankEntry[];
  readonly unreadable: readonly UnreadableFile[];
  readonly undoLabel: string | null;
}

/** What a page may do to a bank of its own. */
export type BankEdit =
  | { readonly kind: 'rename-set'; readonly set: string; readonly to: string }
  /** 0 is the first place. */
  | { readonly kind: 'move-set'; readonly set: string; readonly place: number }
  | { readonly kind: 'remove-set'; readonly set: string }
  | { readonly kind: 'describe'; readonly name: string; readonly author: string | null; readonly licence: string }
  | { readonly kind: 'remove-bank' };

export function toBankEntry(id: string, { name, author, licence, sets }: Bank, isOwn: boolean): BankEntry {
  return {
    id,
    name,
    author: author ?? null,
    licence,
    isEditable: isOwn,
    sets: sets.map((set) => ({
      name: set.name,
      source: set.provenance.source,
      author: set.provenance.author ?? null,
      licence: set.provenance.licence,
      seconds: (set.frames * set.analysis.hop) / set.analysis.sampleRate,
    })),
  };
}
