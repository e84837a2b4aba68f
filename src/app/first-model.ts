import type { EngineEvent } from '../engine/engine-event.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { sentenceOf } from './sentence-of.ts';

export interface FirstModelOptions {
  readonly onWarning: (line: string) => void;
  /** Called with the model that is loaded in place of one that failed. */
  readonly onSubstitute: (model: string) => void;
  /** Called when no model is left. */
  readonly onNone: () => void;
}

/**
 * Handles the loss of the last render thread before a model has played: loads the default model instead, or any other that has not failed.
 * Without one the instrument stays on, and `onNone` gives it a sound.
 *
 * @returns a function that returns whether the instrument stays on: not after a model has played
 */
export function createFirstModel(
  instrument: Pick<Instrument, 'models' | 'playingModel' | 'change'>,
  { onWarning, onSubstitute, onNone }: FirstModelOptions,
): (lost: Extract<EngineEvent, { kind: 'lost' }>) => boolean {
  const failed = new Set<string>();
  return ({ error, program }) => {
    const { models, playingModel } = instrument;
    if (playingModel !== undefined) return false;
    if (program?.kind !== 'model') return true;
    failed.add(program.model);
    const next = [DEFAULT_SETTINGS.model, ...models].find((name) => models.includes(name) && !failed.has(name));
    if (next === undefined) {
      onWarning(`error: no model plays: ${sentenceOf(error)}`);
      onNone();
      return true;
    }
    onWarning(`warning: the model '${program.model}' does not play (${sentenceOf(error)}), '${next}' is loaded`);
    onSubstitute(next);
    instrument.change({ model: next });
    return true;
  };
}
