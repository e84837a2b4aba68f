import { type ChosenState, changedFields, type Field, isSameField, withFields } from './chosen-state.ts';
import { stepName } from './step-name.ts';
import type { UndoHistory } from './undo-history.ts';
import type { UndoStep } from './undo-step.ts';

/** Changes of one field that follow each other sooner belong to one step, ms: turns of a wheel, keys that repeat. */
const SAME_STEP_MS = 1000;

export interface ChangeRecorderOptions {
  readonly history: UndoHistory;
  /** The state that the player has set. */
  readonly read: () => ChosenState;
  /** Plays another state. Throws where it cannot be played. */
  readonly write: (next: ChosenState) => void;
  /** The present time. Default: the process's. */
  readonly nowMs?: (() => number) | undefined;
}

/** Turns changes of what the player sets into steps that can be taken back. */
export interface ChangeRecorder {
  /**
   * Carries out a change. What it has changed grows the step of the same fields while that one is open, and is a new step otherwise. A change
   * inside another one belongs to that one.
   *
   * @param name names the step, which then grows no more
   */
  record<T>(change: () => T, name?: string): T;
  /** A pointer is pressed, or released, in a client: all that one field goes through in between is one step. */
  touch(isDown: boolean): void;
}

/** A step whose fields had their values in `before`. */
interface OpenStep {
  readonly step: UndoStep;
  fields: readonly Field[];
  before: ChosenState;
  changedMs: number;
}

export function createChangeRecorder({
  history,
  read,
  write,
  nowMs = () => performance.now(),
}: ChangeRecorderOptions): ChangeRecorder {
  let open: readonly OpenStep[] = [];
  let isTouched = false;
  let isRecording = false;

  function addStep(fields: readonly Field[], before: ChosenState, name: string | undefined): OpenStep {
    let after: ChosenState | undefined;
    const step: UndoStep = {
      get name() {
        return name ?? stepName(opened.fields);
      },
      undo: () => {
        after = read();
        play(withFields(after, opened.fields, opened.before));
      },
      redo: () => {
        if (after !== undefined) play(withFields(read(), opened.fields, after));
      },
    };
    const opened: OpenStep = { step, fields, before, changedMs: nowMs() };
    history.add(step);
    return opened;
  }

  /** Plays a state without recording it. */
  function play(next: ChosenState): void {
    open = [];
    isRecording = true;
    try {
      write(next);
    } finally {
      isRecording = false;
    }
  }

  /** Whether a change of the fields may join the step: it is among the last ones, and no other has changed them since. */
  function isOpen({ step, changedMs }: OpenStep): boolean {
    return history.has(step) && (isTouched || nowMs() - changedMs < SAME_STEP_MS);
  }

  function join(opened: OpenStep, fields: readonly Field[], before: ChosenState): void {
    const others = fields.filter((field) => !opened.fields.some((own) => isEqual(own, field)));
    opened.before = withFields(opened.before, others, before);
    const now = read();
    opened.fields = [...opened.fields, ...others].filter((field) => !isSameField(field, opened.before, now));
    opened.changedMs = nowMs();
    if (opened.fields.length > 0) return;
    // Everything is as before it: there is nothing to take back.
    history.drop(opened.step);
    open = open.filter((other) => other !== opened);
  }

  function note(before: ChosenState, name: string | undefined): void {
    const fields = changedFields(before, read());
    if (fields.length === 0) return;
    open = open.filter(isOpen);
    const opened = open.find((one) => one.fields.some((own) => fields.some((field) => isEqual(own, field))));
    if (name !== undefined) {
      open = [];
      addStep(fields, before, name);
    } else if (opened === undefined) open = [...open, addStep(fields, before, undefined)];
    else join(opened, fields, before);
  }

  return {
    record: (change, name) => {
      if (isRecording) return change();
      const before = read();
      isRecording = true;
      try {
        return change();
      } finally {
        isRecording = false;
        note(before, name);
      }
    },
    touch: (isDown) => {
      isTouched = isDown;
      open = [];
    },
  };
}

const isEqual = (one: Field, other: Field): boolean => JSON.stringify(one) === JSON.stringify(other);
