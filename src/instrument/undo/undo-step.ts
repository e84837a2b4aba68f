/** A change that the player made. */
export interface UndoStep {
  /** Names the change for the player: 'brightness'. It may change while the step grows. */
  readonly name: string;
  /** Takes the change back; undefined where it cannot be taken back, which is then said. */
  readonly undo: (() => void | Promise<void>) | undefined;
  /** Makes the change again. Absent where it cannot be made again. */
  readonly redo?: (() => void | Promise<void>) | undefined;
}
