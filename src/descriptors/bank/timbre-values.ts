import { COLOUR_SIZE, MODE_ANALYSIS, type Timbre } from '../timbre/timbre.ts';

/** Maximum number of values in a stored timbre. */
export const TIMBRE_VALUES = 2 * MODE_ANALYSIS.count + COLOUR_SIZE;

/** Converts a timbre to one row of numbers: frequencies, shares, colour. */
export function timbreToValues({ hz, share, colour }: Timbre): Float32Array {
  const values = new Float32Array(hz.length + share.length + colour.length);
  values.set(hz);
  values.set(share, hz.length);
  values.set(colour, hz.length + share.length);
  return values;
}

/**
 * Converts a stored row to a timbre.
 *
 * @throws Error when the number of values is impossible
 */
export function timbreFromValues(values: Float32Array): Timbre {
  const modes = (values.length - COLOUR_SIZE) / 2;
  if (!Number.isInteger(modes) || modes < 0 || modes > MODE_ANALYSIS.count) {
    throw new Error(`a timbre cannot have ${values.length} values`);
  }
  return {
    hz: values.slice(0, modes),
    share: values.slice(modes, 2 * modes),
    colour: values.slice(2 * modes),
  };
}
