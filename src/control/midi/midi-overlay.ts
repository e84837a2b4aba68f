import { DESTINATION_RANGES, type Destination } from '../destination.ts';
import type { ControlSettings } from '../settings.ts';

/** Values that MIDI plays over the bases of the destinations, and no settings keep. */
export interface MidiOverlay {
  /** Adds to the base of a destination, in its unit; 0: nothing. */
  setOffset(destination: Destination, value: number): void;
  /** Plays a value in place of the base of a destination; undefined: its base. */
  setOverride(destination: Destination, value: number | undefined): void;
  /** The settings with it; the same object while there is none. The assignment of the jacks bounds each sum. */
  apply(settings: ControlSettings): ControlSettings;
}

export function createMidiOverlay(): MidiOverlay {
  const offsets = new Map<Destination, number>();
  const overrides = new Map<Destination, number>();
  return {
    setOffset: (destination, value) => {
      if (value === 0) offsets.delete(destination);
      else offsets.set(destination, value);
    },
    setOverride: (destination, value) => {
      if (value === undefined) overrides.delete(destination);
      else overrides.set(destination, value);
    },
    apply: (settings) => {
      if (offsets.size === 0 && overrides.size === 0) return settings;
      const bases = { ...settings.bases, ...Object.fromEntries(overrides) };
      for (const [destination, offset] of offsets) {
        bases[destination] = (bases[destination] ?? DESTINATION_RANGES[destination].default) + offset;
      }
      return { ...settings, bases };
    },
  };
}
