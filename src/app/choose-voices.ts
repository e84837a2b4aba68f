import { NeurorackError } from '../contracts/errors.ts';
import { playedVoices, type VoiceMode, type VoiceSettings } from '../control/voices.ts';

export interface VoiceOptions {
  /** Voices at most. */
  readonly voices?: number;
  readonly voiceMode?: VoiceMode;
}

/** The voices of a command line, completed by those of the last session: a number alone is of the mode poly, and 1 is mono. */
export function chooseVoices({ voices, voiceMode }: VoiceOptions, last: VoiceSettings): VoiceSettings {
  const count = voices ?? last.count;
  if (voiceMode !== undefined) return { mode: voiceMode, count };
  if (voices === undefined) return last;
  if (voices === 1) return { mode: 'mono', count: last.count };
  return { mode: last.mode === 'mono' ? 'poly' : last.mode, count };
}

/**
 * Checks the voices that a command line asks for.
 *
 * @param max that the board can play, by its file
 * @throws NeurorackError 'usage' for more
 */
export function checkVoices(chosen: VoiceSettings, { id, max }: { readonly id: string; readonly max: number }): void {
  if (playedVoices(chosen) <= max) return;
  throw new NeurorackError('usage', `--voices ${chosen.count}: the board ${id} plays ${max} at most`, {
    remedy: `use --voices ${max}, or a faster board (docs/boards/README.md)`,
  });
}
