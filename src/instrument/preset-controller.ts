/** Named sounds within reach of the knob and of pages. Main thread; nothing here throws: what fails is said. */
export interface PresetController {
  /** In alphabetical order; empty until the disk has been read. */
  readonly names: readonly string[];
  /** The preset that was deleted last, and can be had back. */
  readonly deleted: string | undefined;
  /** Keeps what is played under this name, in place of one that there may be. */
  save(name: string): Promise<void>;
  recall(name: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Takes the preset that was deleted last back. */
  restore(): Promise<void>;
}
