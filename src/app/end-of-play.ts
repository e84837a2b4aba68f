import type { EngineEvent } from '../engine/engine-event.ts';
import type { Instrument } from '../instrument/instrument.ts';

type LostThread = Extract<EngineEvent, { kind: 'lost' }>;

export interface EndOfPlayOptions {
  /** Returns whether the instrument stays on after its last render thread was lost. */
  readonly staysOn?: ((lost: LostThread) => boolean) | undefined;
}

/** Resolves at the end of the stream; rejects when no thread is left that can play. */
export function endOfPlay(instrument: Instrument, { staysOn = () => false }: EndOfPlayOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    let lost: Error | undefined;
    instrument.on((event) => {
      if (event.kind === 'lost' && event.role !== 'control') {
        // A new model that fails leaves the current one playing.
        if (event.role === 'render' && (event.isPlaying || staysOn(event))) return;
        lost = event.error;
        void instrument.stop();
      } else if (event.kind === 'ended') {
        if (lost === undefined) resolve();
        else reject(lost);
      }
    });
  });
}
