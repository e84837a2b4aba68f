import type { UndoStep } from './undo-step.ts';

/** Several steps as one: taken back from the newest on, made again from the oldest on. */
export class MergedStep implements UndoStep {
  readonly name: string;
  readonly redo: (() => Promise<void>) | undefined;
  #done: readonly UndoStep[];
  #undone: readonly UndoStep[] = [];

  /** @param steps in the order in which they were made */
  constructor(name: string, steps: readonly UndoStep[]) {
    this.name = name;
    this.#done = steps;
    // A step that cannot be made again as a whole is not made again in parts.
    this.redo = steps.every(({ redo }) => redo !== undefined) ? () => this.#redoAll() : undefined;
  }

  /** A part that fails is the first one of the next attempt. */
  readonly undo = async (): Promise<void> => {
    for (let step = this.#done.at(-1); step !== undefined; step = this.#done.at(-1)) {
      await step.undo?.();
      this.#done = this.#done.slice(0, -1);
      this.#undone = [step, ...this.#undone];
    }
  };

  has(step: UndoStep): boolean {
    return this.#done.includes(step);
  }

  /** Removes a part that was taken back elsewhere. @returns whether nothing is left */
  drop(step: UndoStep): boolean {
    this.#done = this.#done.filter((other) => other !== step);
    this.#undone = this.#undone.filter((other) => other !== step);
    return this.#done.length + this.#undone.length === 0;
  }

  async #redoAll(): Promise<void> {
    for (let [step] = this.#undone; step !== undefined; [step] = this.#undone) {
      await step.redo?.();
      this.#undone = this.#undone.slice(1);
      this.#done = [...this.#done, step];
    }
  }
}
