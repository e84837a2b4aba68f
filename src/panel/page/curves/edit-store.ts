import { DESTINATION_LABELS } from '../../../control/destination-labels.ts';
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
import type { LocalStep, LocalSteps } from '../../page-steps.ts';
import { deleteDraft, newDraftKey, type SavedDraft, saveDraft } from './draft.ts';

const STORAGE_FULL = 'This browser’s storage is full: the edit will be lost on reload unless you save it.';

/** The set being edited. */
export interface EditState {
  readonly session: EditSession;
  /** The set as loaded or last saved: it plays under this name. */
  readonly saved: DescriptorSet;
  /** The revision that may be overwritten; null: the edit must be saved under a new name. */
  readonly revision: string | null;
  /** Key of the draft in the browser's storage. */
  readonly key: string;
  readonly curve: DescriptorName;
  /** Points set one by one; the line through them is drawn over `base`. */
  readonly pointLine: { readonly base: DescriptorSet; readonly points: readonly CurvePoint[] } | undefined;
  /** Why the edit would be lost on reload. */
  readonly storageWarning: string | undefined;
}

export interface EditStoreOptions {
  /** Storage of the drafts, shared by all tabs of a browser. */
  readonly storage: Storage;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Position in the instrument's history, among whose steps the edits are. Default: at its beginning. */
  readonly position?: () => number;
}

/** The edit of this page. It stays while other drawers are open, and a draft of it survives a reload. */
export class EditStore implements LocalSteps {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #position: () => number;
  /** By the set before a step: the position in the instrument's history at which the step was made. */
  readonly #positions = new WeakMap<DescriptorSet, number>();
  readonly #listeners = new Set<() => void>();
  #state: EditState | undefined;

  constructor({ storage, now = Date.now, position = () => 0 }: EditStoreOptions) {
    this.#storage = storage;
    this.#position = position;
    this.#now = now;
  }

  get state(): EditState | undefined {
    return this.#state;
  }

  /** Whether there are unsaved changes. */
  get isChanged(): boolean {
    return this.#state !== undefined && hasChanges(this.#state);
  }

  get undoStep(): LocalStep | undefined {
    const { current, past } = this.#state?.session ?? {};
    const before = past?.at(-1);
    return before && current && this.#step(before, current, before);
  }

  get redoStep(): LocalStep | undefined {
    const { current, future } = this.#state?.session ?? {};
    const after = future?.at(-1);
    return after && current && this.#step(current, after, current);
  }

  open(set: DescriptorSet, revision: string | null): void {
    this.#setState(this.#newState({ session: startEditing(set), saved: set, revision }));
  }

  /** Continues with a draft of any tab, which from now on belongs to this one. */
  resume({ original, current, name, revision, key }: SavedDraft): void {
    const session: EditSession = { original, current, past: [original], future: [] };
    const state = this.#withDraft(this.#newState({ session, saved: { ...original, name }, revision }));
    if (state.storageWarning === undefined) deleteDraft(this.#storage, key);
    this.#setState(state);
  }

  /** Closes the set and drops unsaved changes. */
  discard(): void {
    if (this.#state !== undefined && hasChanges(this.#state)) deleteDraft(this.#storage, this.#state.key);
    this.#setState(undefined);
  }

  /** @throws NeurorackError errors of `change` and of `applyEdit`; the set then stays as it was */
  edit(change: (set: DescriptorSet) => DescriptorSet): void {
    this.#updateSession((session) => applyEdit(session, change));
  }

  undo(): void {
    this.#updateSession(undo);
  }

  redo(): void {
    this.#updateSession(redo);
  }

  /** Restores the original of the selected curve, as a step that can be undone. */
  restoreOriginal(): void {
    this.#updateSession((session, curve) => applyEdit(session, () => restoreCurve(session, curve)));
  }

  /** Sets the points of the line, in any order. No points: ends the line. */
  setPoints(points: readonly CurvePoint[]): void {
    this.#update((state) => {
      if (points.length === 0) return { ...state, pointLine: undefined };
      const sorted = points.toSorted((a, b) => a.frame - b.frame);
      const base = state.pointLine?.base ?? state.session.current;
      const session = applyEdit(state.session, () => drawLine(base, state.curve, sorted));
      return { ...state, session, pointLine: { base, points: sorted } };
    });
  }

  selectCurve(curve: DescriptorName): void {
    this.#update((state) => ({ ...state, curve, pointLine: undefined }));
  }

  /** The edit under the name of the saved set, for auditions and for overwriting it. */
  withSavedName(): DescriptorSet {
    const { session, saved } = this.#requireState();
    return { ...session.current, name: saved.name, provenance: saved.provenance };
  }

  /** The edit under a new name. */
  withNewName(name: string): DescriptorSet {
    return saveAsNew(this.#requireState().session, name);
  }

  /** Records that the instrument has saved this set. */
  markSaved(set: DescriptorSet, revision: string): void {
    this.#update((state) => {
      deleteDraft(this.#storage, state.key);
      const next = { ...state, saved: set, revision };
      // The set may have been edited while it was being saved.
      return hasChanges(next) ? this.#withDraft(next) : next;
    });
  }

  /** @returns unsubscribes */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #newState(start: Pick<EditState, 'session' | 'saved' | 'revision'>): EditState {
    const curve = this.#state?.curve ?? 'rms';
    return { ...start, key: newDraftKey(), curve, pointLine: undefined, storageWarning: undefined };
  }

  /** Names the step between two sets by the curve that it changes. */
  #step(one: DescriptorSet, other: DescriptorSet, before: DescriptorSet): LocalStep {
    const curve = DESCRIPTORS.find((name) => one.curves[name] !== other.curves[name]);
    const label = curve === undefined ? 'edit' : DESTINATION_LABELS[curve].toLowerCase();
    // A draft of a former page is older than all that this one has done.
    return { name: `${label} of ${this.#state?.saved.name}`, position: this.#positions.get(before) ?? -1 };
  }

  #requireState(): EditState {
    if (this.#state === undefined) throw new Error('no set is being edited');
    return this.#state;
  }

  #updateSession(change: (session: EditSession, curve: DescriptorName) => EditSession): void {
    this.#update((state) => ({ ...state, session: change(state.session, state.curve), pointLine: undefined }));
  }

  #update(change: (state: EditState) => EditState): void {
    if (this.#state !== undefined) this.#setState(change(this.#state));
  }

  #setState(next: EditState | undefined): void {
    const before = this.#state;
    // Opening a set is no change: a stored draft of the same set stays as it is.
    const isEdit = next !== undefined && before !== undefined && next.session.original === before.session.original;
    const wasStep = isEdit && next.session.past.at(-1) === before.session.current;
    if (wasStep) this.#positions.set(before.session.current, this.#position());
    this.#state = isEdit && next.session.current !== before.session.current ? this.#withDraft(next) : next;
    for (const listener of this.#listeners) listener();
  }

  /** Saves the draft, or deletes it when nothing is unsaved. */
  #withDraft(state: EditState): EditState {
    const { session, saved, revision, key } = state;
    try {
      const { original, current } = session;
      const draft = { original, current, name: saved.name, revision, atMs: this.#now() };
      if (hasChanges(state)) saveDraft(this.#storage, key, draft);
      else deleteDraft(this.#storage, key);
      return { ...state, storageWarning: undefined };
    } catch {
      return { ...state, storageWarning: STORAGE_FULL };
    }
  }
}

/** Compares by identity: edits keep the curves that they do not change. */
function hasChanges({ session: { current }, saved }: EditState): boolean {
  return DESCRIPTORS.some((name) => current.curves[name] !== saved.curves[name]);
}
