import { type ErrorKind, NeurorackError } from '../../contracts/errors.ts';
import { MergedStep } from './merged-step.ts';
import type { UndoStep } from './undo-step.ts';

/** Steps that are kept; the oldest goes first. */
const MAX_STEPS = 200;

/** Kinds of faults that pass: a full disk, a busy device. */
const PASSING: readonly ErrorKind[] = ['cannot-write', 'busy', 'timeout', 'device-fault'];

type Attempt = 'done' | 'kept' | 'dropped';

/** The one stack of changes that can be taken back, for panel, keys and display. Main thread. */
export interface UndoHistory {
  /** Name of the change that `undo` takes back. */
  readonly undoName: string | undefined;
  /** Name of the change that `redo` makes again. */
  readonly redoName: string | undefined;
  /** Number of steps that have been made and not taken back, those that are no longer kept among them. */
  readonly position: number;
  /** Adds a change that was made. What was taken back before cannot be made again. */
  add(step: UndoStep): void;
  /** Makes one step of all that were added since `position` was that. */
  merge(since: number, name: string): void;
  /** Removes a step whose change is no more, or was taken back elsewhere. */
  drop(step: UndoStep): void;
  /** Whether nothing was taken back since this step was added. */
  has(step: UndoStep): boolean;
  /** Takes back the newest change, after those already requested, and reports it by its name. Never rejects. */
  undo(): Promise<void>;
  /** Makes the change again that was taken back last. Never rejects. */
  redo(): Promise<void>;
}

export function createUndoHistory({ onMessage }: { readonly onMessage: (sentence: string) => void }): UndoHistory {
  let past: readonly UndoStep[] = [];
  let future: readonly UndoStep[] = [];
  /** Steps that are no longer kept. */
  let forgotten = 0;
  let running = Promise.resolve();

  /** Runs a part of a step, and reports it. A step that has failed is kept where it may succeed later. */
  async function attempt(verb: 'undo' | 'redo', { name }: UndoStep, act: UndoStep['undo']): Promise<Attempt> {
    if (act === undefined) {
      onMessage(`${verb}: not possible for ${name}`);
      return 'dropped';
    }
    try {
      await act();
      onMessage(`${verb}: ${name}`);
      return 'done';
    } catch (error) {
      const reason = error instanceof NeurorackError ? `${error.message}: ${error.remedy}` : String(error);
      onMessage(`${verb}: not possible for ${name}: ${reason}`);
      return error instanceof NeurorackError && PASSING.includes(error.kind) ? 'kept' : 'dropped';
    }
  }

  async function undoNewest(): Promise<void> {
    const step = past.at(-1);
    if (step === undefined) return onMessage('undo: nothing has been changed');
    const result = await attempt('undo', step, step.undo);
    if (result !== 'kept') past = past.filter((other) => other !== step);
    if (result === 'done' && step.redo !== undefined) future = [...future, step];
  }

  async function redoLast(): Promise<void> {
    const step = future.at(-1);
    if (step === undefined) return onMessage('redo: nothing has been taken back');
    const result = await attempt('redo', step, step.redo);
    if (result !== 'kept') future = future.filter((other) => other !== step);
    if (result === 'done') past = [...past, step];
  }

  return {
    get undoName() {
      return past.at(-1)?.name;
    },
    get redoName() {
      return future.at(-1)?.name;
    },
    get position() {
      return forgotten + past.length;
    },
    add: (step) => {
      if (past.length === MAX_STEPS) forgotten++;
      past = [...past.slice(1 - MAX_STEPS), step];
      future = [];
    },
    merge: (since, name) => {
      const count = Math.min(forgotten + past.length - since, past.length);
      if (count < 2) return;
      past = [...past.slice(0, -count), new MergedStep(name, past.slice(-count))];
      // `position` counts each of them.
      forgotten += count - 1;
    },
    drop: (step) => {
      const isLeft = (other: UndoStep): boolean => other !== step && !(other instanceof MergedStep && other.drop(step));
      past = past.filter(isLeft);
      future = future.filter(isLeft);
    },
    has: (step) => past.some((other) => other === step || (other instanceof MergedStep && other.has(step))),
    undo: () => {
      running = running.then(undoNewest);
      return running;
    },
    redo: () => {
      running = running.then(redoLast);
      return running;
    },
  };
}
