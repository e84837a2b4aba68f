import type { EngineEvent } from '../../engine/engine.ts';
import { type Instrument, type InstrumentOptions, startInstrument } from '../../instrument.ts';
import { listenToKeys } from './keyboard.ts';
import { type Measured, measure } from './measured.ts';

export type PlayOptions = InstrumentOptions;

/**
 * Plays until the end of the stream, Ctrl-C or SIGTERM; both fade the sound out first.
 *
 * @throws NeurorackError when what was to be played cannot be, or a thread is lost for good
 */
export async function play(options: PlayOptions, { isQuiet }: { readonly isQuiet: boolean }): Promise<Measured> {
  const instrument = startInstrument(options);
  const say = (line: string): void => {
    if (!isQuiet) process.stderr.write(`${line}\n`);
  };
  const stop = (): void => void instrument.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const forget = options.performance === undefined ? listenToKeys(instrument, stop) : () => undefined;
  try {
    await ended(instrument, say);
    return measure(instrument, options);
  } finally {
    forget();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Tells what happens; resolves at the end, rejects when nothing is left that could play. */
function ended(instrument: Instrument, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let lost: Error | undefined;
    instrument.on((event) => {
      const line = lineOf(event);
      if (line !== undefined) say(line);
      if (event.kind === 'lost' && event.role !== 'control') {
        lost = event.error;
        void instrument.stop();
      } else if (event.kind === 'ended') {
        if (lost === undefined) resolve();
        else reject(lost);
      }
    });
  });
}

function lineOf(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'opened':
      return event.isPaced ? `sound: ${event.sink}` : `writing ${event.sink.replace(/^wav:/, '')}`;
    case 'playing':
      return event.repertoire.kind === 'model'
        ? `playing: ${event.repertoire.model}`
        : 'ready: the model is on its way';
    case 'input-fault':
      return `warning: ${event.input}: ${event.error.message}; ${event.error.remedy}`;
    case 'restarted':
      return `warning: the ${event.role} thread was started again: ${event.error.message}`;
    case 'lost':
      return `error: the ${event.role} thread is lost: ${event.error.message}`;
    default:
      return undefined;
  }
}
