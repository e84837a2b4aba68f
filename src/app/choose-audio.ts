import type { Target } from '../contracts/target.ts';
import { sentenceOf } from './sentence-of.ts';

/** The sink where neither the command line nor the settings name one. */
const DEFAULT_AUDIO = 'browser';

export interface AudioChoice {
  /** The sink of the command line. */
  readonly requested: string | undefined;
  /** The sink of the settings; null for the default one. */
  readonly last: string | null;
  readonly target: Pick<Target, 'createAudioSink'>;
  readonly onWarning: (line: string) => void;
}

export interface ChosenAudio {
  readonly audio: string;
  /** Whether silence plays while the sink is missing: it is not when the command line names it. */
  readonly isSinkOptional: boolean;
}

/** The sink to play: the requested one, else that of the settings if it exists, else the default one. */
export function chooseAudio({ requested, last, target, onWarning }: AudioChoice): ChosenAudio {
  if (requested !== undefined) return { audio: requested, isSinkOptional: false };
  if (last === null) return { audio: DEFAULT_AUDIO, isSinkOptional: false };
  try {
    target.createAudioSink(last);
    if (!last.startsWith('wav:')) return { audio: last, isSinkOptional: true };
    onWarning(`warning: the settings name the file '${last}' as the audio sink, '${DEFAULT_AUDIO}' plays`);
  } catch (error) {
    onWarning(`warning: ${sentenceOf(error)}; '${DEFAULT_AUDIO}' plays`);
  }
  return { audio: DEFAULT_AUDIO, isSinkOptional: false };
}
