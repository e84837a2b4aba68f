import type { Target } from '../contracts/target.ts';
import { sentenceOf } from './sentence-of.ts';

/** The sink where neither the command line nor the settings name one: a sound card if one opens, otherwise the browser. */
const AUTOMATIC = 'auto';
const BROWSER = 'browser';

export interface AudioChoice {
  /** The sink of the command line. */
  readonly requested: string | undefined;
  /** The sink of the settings; null for the automatic one. */
  readonly last: string | null;
  readonly target: Pick<Target, 'createAudioSink' | 'selectAudioSink' | 'audioSinks'>;
  readonly sampleRate: number;
  /** Receives a line for the terminal. */
  readonly onMessage: (line: string) => void;
}

export interface ChosenAudio {
  readonly audio: string;
  /** Whether silence plays while the sink is missing. A file has to open. */
  readonly isSinkOptional: boolean;
  /** The sink to save for the next start: a file and silence are for one session. */
  readonly saved: string | null;
}

/** The sink to play: the requested one, else that of the settings if it exists, else the automatic one. A sound card may appear later. */
export async function chooseAudio({ requested, last, ...choice }: AudioChoice): Promise<ChosenAudio> {
  if (requested === AUTOMATIC) return { ...(await selectSink(choice)), saved: null };
  if (requested !== undefined) {
    return { audio: requested, isSinkOptional: !isFile(requested), saved: savedSink(requested, last) };
  }
  if (last === null) return { ...(await selectSink(choice)), saved: null };
  if (last === BROWSER) choice.onMessage(`the browser plays, as it did last time: ${cardRemedy(choice.target)}`);
  try {
    choice.target.createAudioSink(last);
    if (!isFile(last)) return { audio: last, isSinkOptional: true, saved: last };
    choice.onMessage(`warning: the settings name the file '${last}' as the audio sink, the default one plays`);
  } catch (error) {
    choice.onMessage(`warning: ${sentenceOf(error)}; the default one plays`);
  }
  return { ...(await selectSink(choice)), saved: last };
}

/** The automatic sink, with a sentence where no sound card plays: why, and how one does. */
export async function selectSink({
  target,
  sampleRate,
  onMessage,
}: Pick<AudioChoice, 'target' | 'sampleRate' | 'onMessage'>): Promise<Omit<ChosenAudio, 'saved'>> {
  if (target.selectAudioSink === undefined) {
    onMessage(`the browser plays, as no sound card is named: ${cardRemedy(target)}`);
    return { audio: BROWSER, isSinkOptional: true };
  }
  const { sink, missing } = await target.selectAudioSink(sampleRate);
  if (missing !== undefined) onMessage(`the browser plays, no sound card does: ${sentenceOf(missing)}`);
  return { audio: sink, isSinkOptional: true };
}

/** The way to a sound card from the browser. */
const cardRemedy = ({ selectAudioSink, audioSinks }: Pick<Target, 'selectAudioSink' | 'audioSinks'>): string =>
  selectAudioSink === undefined && audioSinks.has('alsa')
    ? '`--audio alsa` plays on the sound card of the board file'
    : '`--audio auto` plays on a sound card, and so does one that is chosen in the drawer Output of the panel';

const isFile = (sink: string): boolean => sink.startsWith('wav:');

function savedSink(requested: string, last: string | null): string | null {
  return requested === 'null' || isFile(requested) ? last : requested;
}
