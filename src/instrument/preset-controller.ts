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
  /** Saves the current sound under this name, and replaces a preset of that name. */
  save(name: string): Promise<void>;
  recall(name: string): Promise<void>;
  /** Reads the names again, after something else has changed the presets. */
  refresh(): Promise<void>;
  delete(name: string): Promise<void>;
}
