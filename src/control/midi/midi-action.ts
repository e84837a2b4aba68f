import type { NoteInput } from '../../contracts/panel-input.ts';
import type { Destination } from '../destination.ts';

/** The effect of a message of MIDI. */
export type MidiAction =
  | { readonly kind: 'gate'; readonly gate: number; readonly isHigh: boolean }
  /** A note with a voice of its own. */
  | NoteInput
  /** Adds to the base of a destination, in its unit, in place of what was added before. */
  | { readonly kind: 'offset'; readonly destination: Destination; readonly value: number }
  /** Plays a value in place of the base of a destination; undefined: its base again. */
  | { readonly kind: 'override'; readonly destination: Destination; readonly value: number | undefined }
  | { readonly kind: 'base'; readonly destination: Destination; readonly value: number }
  | { readonly kind: 'cv'; readonly channel: number; readonly volts: number }
  /** @property program from 1; `name` as the mapping gives it */
  | { readonly kind: 'preset'; readonly program: number; readonly name: string | undefined }
  /** A sentence for the player. */
  | { readonly kind: 'message'; readonly sentence: string };

export type OnMidiAction = (action: MidiAction) => void;
