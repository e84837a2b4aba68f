import { NeurorackError } from '../../contracts/errors.ts';
import { CALIBRATION_VOLTS } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';

/** The front end reads no further, volts. */
const FURTHEST = 10;
/** Points closer than this would make much of noise, volts. */
const LEAST_DISTANCE = 1;

/**
 * The two voltages of `--points 0,5`.
 *
 * @throws NeurorackError 'usage' for anything but two voltages that a jack takes, far enough apart
 */
export function parsePoints(given: string | undefined): readonly [number, number] {
  if (given === undefined) return CALIBRATION_VOLTS;
  const refuse = (why: string): never => {
    throw new NeurorackError('usage', `--points ${given}: ${why}`, {
      remedy: 'give two voltages, such as --points 0,5',
    });
  };
  const [one, two, ...more] = given.split(',').map((word) => (word.trim() === '' ? Number.NaN : Number(word)));
  if (two === undefined || more.length > 0 || !Number.isFinite(one) || !Number.isFinite(two)) {
    return refuse('expected two voltages');
  }
  if (Math.max(Math.abs(one), Math.abs(two)) > FURTHEST) return refuse(`a jack takes -${FURTHEST} to ${FURTHEST} V`);
  if (Math.abs(two - one) < LEAST_DISTANCE) return refuse(`they must be ${LEAST_DISTANCE} V apart or more`);
  return [one, two];
}

/**
 * The jacks of `--jack cv1,cv3`, all of them without it; in the order of the panel.
 *
 * @throws NeurorackError 'usage' for a name that no jack has
 */
export function parseJacks(given: readonly string[] | undefined): readonly Jack[] {
  if (given === undefined) return JACKS;
  const names = given.flatMap((words) => words.split(',')).map((word) => word.trim());
  const unknown = names.find((name) => !JACKS.some((jack) => jack === name));
  if (unknown !== undefined) {
    throw new NeurorackError('usage', `there is no jack '${unknown}'`, { remedy: `use one of ${JACKS.join(', ')}` });
  }
  return JACKS.filter((jack) => names.includes(jack));
}
