import type { Patch } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { LatentMotion } from './latent-motion.ts';

/** The part of an `Instrument` that a preset stores and replaces. */
export interface PresetTarget {
  readonly patch: Patch;
  readonly settings: ControlSettings;
  readonly latentMotion: Pick<LatentMotion, 'stored' | 'restore'>;
  change(patch: Partial<Patch>): void;
  configure(settings: ControlSettings): void;
}

/** Saves and recalls named sounds, for the knob and the panel. Main thread; nothing in it throws: faults become messages. */
export interface PresetController {
  /** In alphabetical order; empty until the disk has been read. */
  readonly names: readonly string[];
  /** Name of the preset that was deleted last and can be restored. */
  readonly deleted: string | undefined;
  /** Name of the preset that the last save replaced and `undoReplace` gives back. */
  readonly replaced: string | undefined;
  /** Saves the current sound under this name, and replaces a preset of that name. */
  save(name: string): Promise<void>;
  recall(name: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Gives the preset that the last save replaced its former sound. */
  undoReplace(): Promise<void>;
  /** Restores the preset that was deleted last. */
  restore(): Promise<void>;
}
