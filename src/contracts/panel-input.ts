/** An input of the web panel, passed to the control thread like one of the board's own. */
export type PanelInput =
  | { readonly kind: 'cv'; readonly channel: number; readonly volts: number }
  | { readonly kind: 'gate'; readonly gate: number; readonly isHigh: boolean; readonly velocity?: number | undefined }
  | NoteInput
  | { readonly kind: 'turn'; readonly steps: number }
  | { readonly kind: 'down' | 'up' };

/** A note with a voice of its own, where the instrument plays several. */
export interface NoteInput {
  readonly kind: 'note';
  /** The key of a port's channel that plays it: a whole number from 0 on. The same one again plays the same voice again. */
  readonly key: number;
  readonly isOn: boolean;
  /** Whether it sounds already, and takes another pitch and level. Default false. */
  readonly isMoved?: boolean | undefined;
  /** Octaves, dB and sharpness, added to what the controls set. */
  readonly pitch: number;
  readonly level: number;
  readonly sharpness: number;
}
