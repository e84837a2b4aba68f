import { DEFAULT_VOICES } from '../../control/voices.ts';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import { createRecorder, type Recorder } from './recorder.ts';

export interface OpenRecorderOptions extends Pick<InstrumentOptions, 'sampleRate' | 'block' | 'seed'> {
  readonly onMessage: (sentence: string) => void;
}

/** A recorder of an instrument. Its performances begin with the command that renders them again. */
export function openRecorder(
  instrument: Pick<Instrument, 'engine' | 'patch'>,
  { sampleRate, block, seed, onMessage }: OpenRecorderOptions,
): Recorder {
  return createRecorder({
    engine: instrument.engine,
    sampleRate,
    onMessage,
    comment: (file) => {
      const { model, setA, setB, gateMode, loopMode, voices = DEFAULT_VOICES } = instrument.patch;
      const options = [
        ...['--perform', file, '--audio', 'wav:again.wav', '--block', String(block), '--seed', String(seed)],
        ...['--model', model, '--set', setA, '--set-b', setB, '--gate', gateMode, '--loop', loopMode],
        ...(voices.mode === 'mono' ? [] : ['--voices', String(voices.count), '--voice-mode', voices.mode]),
      ];
      return [
        'What was played: voltages a block, gates a frame. With the same settings these are the samples of the WAV file beside it:',
        `  neurorack run ${options.map(quoted).join(' ')}`,
      ];
    },
  });
}

const quoted = (word: string): string => (/^[\w.,:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
