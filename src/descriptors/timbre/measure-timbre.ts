import { measureColour } from './measure-colour.ts';
import { measureModes } from './measure-modes.ts';
import type { Timbre } from './timbre.ts';

/** Measures the partials and colour of a mono sound, as the training does (`timbre.py`). */
export function measureTimbre(samples: Float32Array, sampleRate: number): Timbre {
  return { ...measureModes(samples, sampleRate), colour: measureColour(samples, sampleRate) };
}
