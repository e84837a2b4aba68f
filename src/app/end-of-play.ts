import type { Instrument } from '../instrument/instrument.ts';

/** Resolves at the end of the stream; rejects when no thread is left that can play. */
export function endOfPlay(instrument: Instrument): Promise<void> {
  return new Promise((resolve, reject) => {
    let lost: Error | undefined;
    instrument.on((event) => {
      if (event.kind === 'lost' && event.role !== 'control') {
        // A new model that fails leaves the current one playing.
        if (event.role === 'render' && event.isPlaying) return;
        lost = event.error;
        void instrument.stop();
      } else if (event.kind === 'ended') {
        if (lost === undefined) resolve();
        else reject(lost);
      }
    });
  });
}
