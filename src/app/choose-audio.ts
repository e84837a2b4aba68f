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
  /** Whether silence plays while the sink is missing. A file has to open. */
  readonly isSinkOptional: boolean;
  /** The sink to save for the next start: a file and silence are for one session. */
  readonly saved: string | null;
}

/** The sink to play: the requested one, else that of the settings if it exists, else the default one. A sound card may appear later. */
export function chooseAudio({ requested, last, target, onWarning }: AudioChoice): ChosenAudio {
  if (requested !== undefined) {
    return { audio: requested, isSinkOptional: !isFile(requested), saved: savedSink(requested, last) };
  }
  if (last === null) return { audio: DEFAULT_AUDIO, isSinkOptional: false, saved: last };
  try {
    target.createAudioSink(last);
    if (!isFile(last)) return { audio: last, isSinkOptional: true, saved: last };
    onWarning(`warning: the settings name the file '${last}' as the audio sink, '${DEFAULT_AUDIO}' plays`);
  } catch (error) {
    onWarning(`warning: ${sentenceOf(error)}; '${DEFAULT_AUDIO}' plays`);
  }
  return { audio: DEFAULT_AUDIO, isSinkOptional: false, saved: last };
}

const isFile = (sink: string): boolean => sink.startsWith('wav:');

function savedSink(requested: string, last: string | null): string | null {
  if (requested === DEFAULT_AUDIO) return null;
  return requested === 'null' || isFile(requested) ? last : requested;
}
