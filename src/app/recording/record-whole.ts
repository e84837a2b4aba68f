import { NeurorackError } from '../../contracts/errors.ts';
import type { Instrument } from '../../instrument/instrument.ts';
import type { TakeRecorder, WholeTake } from '../../instrument/take-recorder.ts';

/**
 * Records into a file from the moment at which a model plays.
 *
 * @returns a recording whose `close` throws NeurorackError 'cannot-write' where the take is missing or ends early
 */
export function recordWhole(
  instrument: Pick<Instrument, 'on'>,
  recorder: Pick<TakeRecorder, 'recordWhole'>,
  path: string,
): { close(): Promise<void> } {
  let take: Promise<WholeTake> | undefined;
  instrument.on((event) => {
    if (event.kind === 'playing' && event.program.kind === 'model') take ??= recorder.recordWhole(path);
  });
  return {
    close: async () => {
      const fault = take === undefined ? 'nothing is recorded: no model has played' : await (await take).stop();
      if (fault === undefined) return;
      throw new NeurorackError('cannot-write', fault, { remedy: 'choose a folder that is writable and has room' });
    },
  };
}
