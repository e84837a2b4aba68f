import { measureColour } from './measure-colour.ts';
import { measureModes } from './measure-modes.ts';
import type { Timbre } from './timbre.ts';

/** Measures a mono sound's own partials and colour; the training measures the same (`timbre.py`). */
export function measureTimbre(samples: Float32Array, sampleRate: number): Timbre {
  return { ...measureModes(samples, sampleRate), colour: measureColour(samples, sampleRate) };
}
