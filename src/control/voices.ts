/**
 * Mono: one voice plays everything. Poly: each note of MIDI has a voice of its own, gate 1 one of them. Alternate: rises of gate 1 take the
 * voices in turn as well, so that the sounds before ring on.
 */
export const VOICE_MODES = ['mono', 'poly', 'alternate'] as const;
export type VoiceMode = (typeof VOICE_MODES)[number];

/** Voices of an instrument at most. */
export const MAX_VOICES = 8;

/** How many sounds play at a time. Plain data. */
export interface VoiceSettings {
  readonly mode: VoiceMode;
  /** 1 to 8; one plays in the mode mono. */
  readonly count: number;
}

/** The voices of a new instrument. */
export const DEFAULT_VOICES: VoiceSettings = { mode: 'mono', count: 4 };

/** How many voices settings play. */
export function playedVoices({ mode, count }: VoiceSettings): number {
  return mode === 'mono' ? 1 : Math.min(Math.max(Math.round(count), 1), MAX_VOICES);
}

export const isSameVoices = (one: VoiceSettings, other: VoiceSettings): boolean =>
  one.mode === other.mode && playedVoices(one) === playedVoices(other);
