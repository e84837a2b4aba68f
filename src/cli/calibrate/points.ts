import type { AudioJacks } from '../../contracts/audio-jacks.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { CALIBRATION_VOLTS } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';

/** Limit of the front end, volts. */
const MAX_VOLTS = 10;
/** Distance of the points, volts: closer ones would amplify noise. */
const MIN_DISTANCE_VOLTS = 1;

/**
 * Parses the two voltages of `--points 0,5`.
 *
 * @throws NeurorackError 'usage' for anything but two voltages in the range of a jack, far enough apart
 */
export function parsePoints(given: string | undefined): readonly [number, number] {
  if (given === undefined) return CALIBRATION_VOLTS;
  const refuse = (why: string): never => {
    throw new NeurorackError('usage', `--points ${given}: ${why}`, {
      remedy: 'give two voltages, such as --points 0,5',
    });
  };
  const [one, two, ...surplus] = given.split(',').map((word) => (word.trim() === '' ? Number.NaN : Number(word)));
  if (two === undefined || surplus.length > 0 || !Number.isFinite(one) || !Number.isFinite(two)) {
    return refuse('expected two voltages');
  }
  if (Math.max(Math.abs(one), Math.abs(two)) > MAX_VOLTS)
    return refuse(`the range of a jack is -${MAX_VOLTS} to ${MAX_VOLTS} V`);
  if (Math.abs(two - one) < MIN_DISTANCE_VOLTS) return refuse(`they must be at least ${MIN_DISTANCE_VOLTS} V apart`);
  return [one, two];
}

/**
 * Parses the jacks of `--jack cv1,cv3`, by default all; in the order of the panel.
 *
 * @param channels where the jacks are inputs of a sound card, the channel of each; a jack without one cannot be calibrated
 * @throws NeurorackError 'usage' for an unknown jack, or one without a channel
 */
export function parseJacks(given: readonly string[] | undefined, channels?: AudioJacks['channels']): readonly Jack[] {
  const existing = JACKS.filter((jack) => channels === undefined || channels[jack] !== undefined);
  if (existing.length === 0) {
    throw new NeurorackError('usage', 'no CV jack has a channel of the sound card', { remedy: 'add --cv-map cv1=1' });
  }
  if (given === undefined) return existing;
  const names = given.flatMap((words) => words.split(',')).map((word) => word.trim());
  const unknown = names.find((name) => !JACKS.some((jack) => jack === name));
  if (unknown !== undefined) {
    throw new NeurorackError('usage', `there is no jack '${unknown}'`, { remedy: `use one of ${JACKS.join(', ')}` });
  }
  const silent = JACKS.find((jack) => names.includes(jack) && !existing.includes(jack));
  if (silent !== undefined) {
    throw new NeurorackError('usage', `the jack ${silent} has no channel of the sound card`, {
      remedy: `add it to --cv-map, or use one of ${existing.join(', ')}`,
    });
  }
  return JACKS.filter((jack) => names.includes(jack));
}
