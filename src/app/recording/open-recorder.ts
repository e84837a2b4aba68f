import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_VOICES } from '../../control/voices.ts';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import type { TakeRecorder } from '../../instrument/take-recorder.ts';
import { createRecorder, type Recorder } from './recorder.ts';

interface OpenRecorderOptions extends Pick<InstrumentOptions, 'sampleRate' | 'block' | 'seed'> {
  readonly onMessage: (sentence: string) => void;
  readonly onFault?: ((sentence: string) => void) | undefined;
}

/** A recorder of an instrument. Its performances begin with the command that renders them again. */
export function openRecorder(
  instrument: Pick<Instrument, 'engine' | 'patch'>,
  { sampleRate, block, seed, onMessage, onFault }: OpenRecorderOptions,
): Recorder {
  return createRecorder({
    engine: instrument.engine,
    sampleRate,
    onMessage,
    onFault,
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

/** Takes in a folder, each named after the time of its beginning. */
export function createTakeRecorder(
  recorder: Recorder,
  { folder, onMessage }: { readonly folder: string; readonly onMessage: (sentence: string) => void },
): TakeRecorder {
  const inFolder = (work: (path: string) => Promise<void>): void => {
    void mkdir(folder, { recursive: true })
      .then(() => work(freePath(folder, new Date())))
      .catch((error: Error) => onMessage(`nothing is recorded: ${error.message}`));
  };
  return {
    get seconds() {
      return recorder.seconds;
    },
    start: () => inFolder((path) => recorder.start(path)),
    stop: () => void recorder.stop(),
    keep: () => inFolder((path) => recorder.keep(path)),
  };
}

/** A path that no take has, such as `take-2026-11-30-142913.wav`. */
function freePath(folder: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `take-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  for (let n = 1; ; n++) {
    const path = join(folder, `${name}${n === 1 ? '' : `-${n}`}.wav`);
    if (!existsSync(path)) return path;
  }
}

const quoted = (word: string): string => (/^[\w.,:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
