import { DESCRIPTORS, type DescriptorName } from '../../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { type CurvePoint, drawLine } from '../../../descriptors/edit/curve-edits.ts';
import {
  applyEdit,
  type EditSession,
  redo,
  restoreCurve,
  saveAsNew,
  startEditing,
  undo,
} from '../../../descriptors/edit/edit-session.ts';
import { deleteDraft, newDraftKey, type SavedDraft, saveDraft } from './draft.ts';

/** What is being edited. */
export interface EditState {
  readonly session: EditSession;
  /** What it was saved as, or loaded from: the name that it is heard under. */
  readonly saved: DescriptorSet;
  /** What it may be saved over; null: it needs a name of its own. */
  readonly revision: string | null;
  /** Where the browser keeps it until it is saved. */
  readonly key: string;
  readonly curve: DescriptorName;
  /** Points that are being set one by one; the line through them lies over `base`. */
  readonly pointLine: { readonly base: DescriptorSet; readonly points: readonly CurvePoint[] } | undefined;
  /** Why the browser does not keep the edit over a reload. */
  readonly storageWarning: string | undefined;
}

/** The edit of this page: it stays while other drawers are open, and over a reload. */
export interface EditStore {
  readonly state: EditState | undefined;
  /** Whether there is something that is not saved. */
  readonly isChanged: boolean;
  open(set: DescriptorSet, revision: string | null): void;
  /** Goes on with an edit that was kept, by whichever tab: it is this one's from now on. */
  resume(draft: SavedDraft): void;
  /** Forgets the edit. */
  discard(): void;
  /** @throws NeurorackError those of `change`, and of `editStep`; nothing is changed then */
  edit(change: (set: DescriptorSet) => DescriptorSet): void;
  /** Sets the points of the chain, in the order of time. None: ends it. */
  setPoints(points: readonly CurvePoint[]): void;
  undo(): void;
  redo(): void;
  /** The chosen curve is the original's again, as a step that can be undone. */
  restoreOriginal(): void;
  selectCurve(curve: DescriptorName): void;
  /** The edit as it is heard, and as it is saved over what it came from. */
  withSavedName(): DescriptorSet;
  /** The edit under a name of its own. */
  withNewName(name: string): DescriptorSet;
  /** It is on the instrument's disk, as this. */
  markSaved(set: DescriptorSet, revision: string): void;
  /** @returns stops hearing */
  subscribe(listener: () => void): () => void;
}

export interface EditStoreOptions {
  /** Where edits are kept: all tabs of a browser have it in common. */
  readonly storage: Storage;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export function createEditStore({ storage, now = Date.now }: EditStoreOptions): EditStore {
  const listeners = new Set<() => void>();
  let editing: EditState | undefined;

  function become(next: EditState | undefined): void {
    const before = editing;
    editing = next;
    // What was only opened has changed nothing, and leaves an edit of it that was kept as it is.
    const isStep = next !== undefined && before !== undefined && next.session.original === before.session.original;
    if (isStep && next.session.current !== before.session.current) remember(next);
    for (const listener of listeners) listener();
  }

  function remember(next: EditState): void {
    const { session, saved, revision, key } = next;
    let unkept: string | undefined;
    try {
      const { original, current } = session;
      if (isSame(current, saved)) deleteDraft(storage, key);
      else saveDraft(storage, key, { original, current, name: saved.name, revision, atMs: now() });
    } catch {
      unkept = 'This browser has no room to keep the edit over a reload: save it soon.';
    }
    editing = { ...next, storageWarning: unkept };
  }

  function change(make: (before: EditState) => EditState): void {
    if (editing !== undefined) become(make(editing));
  }

  return {
    get state() {
      return editing;
    },
    get isChanged() {
      return editing !== undefined && !isSame(editing.session.current, editing.saved);
    },
    open: (set, revision) =>
      become({
        session: startEditing(set),
        saved: set,
        revision,
        key: newDraftKey(),
        curve: editing?.curve ?? 'rms',
        pointLine: undefined,
        storageWarning: undefined,
      }),
    resume: ({ original, current, name, revision, key: keptAs }) => {
      const session: EditSession = { original, current, past: [original], future: [] };
      const saved = { ...original, name };
      const key = newDraftKey();
      remember({
        session,
        saved,
        revision,
        key,
        curve: editing?.curve ?? 'rms',
        pointLine: undefined,
        storageWarning: undefined,
      });
      if (editing?.storageWarning === undefined) deleteDraft(storage, keptAs);
      become(editing);
    },
    discard: () => {
      if (editing !== undefined && !isSame(editing.session.current, editing.saved)) {
        deleteDraft(storage, editing.key);
      }
      become(undefined);
    },
    edit: (make) => change((before) => ({ ...before, session: applyEdit(before.session, make), pointLine: undefined })),
    setPoints: (points) =>
      change((before) => {
        if (points.length === 0) return { ...before, pointLine: undefined };
        const sorted = points.toSorted((a, b) => a.frame - b.frame);
        const base = before.pointLine?.base ?? before.session.current;
        const session = applyEdit(before.session, () => drawLine(base, before.curve, sorted));
        return { ...before, session, pointLine: { base, points: sorted } };
      }),
    undo: () => change((before) => ({ ...before, session: undo(before.session), pointLine: undefined })),
    redo: () => change((before) => ({ ...before, session: redo(before.session), pointLine: undefined })),
    restoreOriginal: () =>
      change((before) => {
        const { session, curve } = before;
        return { ...before, session: applyEdit(session, () => restoreCurve(session, curve)), pointLine: undefined };
      }),
    selectCurve: (curve) => change((before) => ({ ...before, curve, pointLine: undefined })),
    withSavedName: () => {
      const { session, saved } = known(editing);
      return { ...session.current, name: saved.name, provenance: saved.provenance };
    },
    withNewName: (name) => saveAsNew(known(editing).session, name),
    markSaved: (set, revision) =>
      change((before) => {
        deleteDraft(storage, before.key);
        const next = { ...before, saved: set, revision };
        // What was drawn while it was on its way is not saved yet.
        if (!isSame(next.session.current, set)) remember(next);
        return next;
      }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Steps keep the curves that they do not change. */
function isSame(a: DescriptorSet, b: DescriptorSet): boolean {
  return DESCRIPTORS.every((name) => a.curves[name] === b.curves[name]);
}

function known(editing: EditState | undefined): EditState {
  if (editing === undefined) throw new Error('nothing is edited');
  return editing;
}
