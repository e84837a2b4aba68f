import { NeurorackError } from '../../contracts/errors.ts';
import { CV_RANGE_NAMES, CV_RANGES, type VoltRange } from '../../control/cv-range.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { readText } from '../../files/read-text.ts';

/** The ranges of a jack, by their names on a command line. */
export const VOLT_RANGES: ReadonlyMap<string, VoltRange> = new Map(
  CV_RANGE_NAMES.map((name) => [`${CV_RANGES[name].low}..${CV_RANGES[name].high}`, CV_RANGES[name]]),
);

/** A voltage as a function of the seconds since the trigger, volts. */
export type ControlVoltage = (seconds: number) => number;

export interface ControlVoltageOptions {
  /** The option that gave it, for messages: '--cv1'. */
  readonly option: string;
  /** A number of volts, or the path of a CSV file with lines `seconds,volts`. */
  readonly given: string;
  readonly range: VoltRange;
}

/**
 * Reads a constant voltage, or one from a CSV file: linear between its points, constant before the first and after the last. A heading,
 * empty lines and lines that begin with # are skipped.
 *
 * @throws NeurorackError 'usage' for a value that is neither a number nor a .csv file, or out of range; 'bad-file' naming the line of
 * an invalid file
 */
export async function readControlVoltage({ option, given, range }: ControlVoltageOptions): Promise<ControlVoltage> {
  if (given.toLowerCase().endsWith('.csv')) return voltageOverTime(await readPoints(given, range));
  const volts = given.trim() === '' ? Number.NaN : Number(given);
  if (!Number.isFinite(volts)) {
    throw new NeurorackError('usage', `${option}: '${given}' is neither a number of volts nor a .csv file`, {
      remedy: `give volts from ${range.low} to ${range.high}, or a file with lines 'seconds,volts'`,
    });
  }
  if (!isWithin(volts, range)) {
    throw new NeurorackError('usage', `${option}: ${volts} V is not within ${range.low} to ${range.high} V`, {
      remedy: `give a voltage within the range, or another range with --cv-range (${[...VOLT_RANGES.keys()].join(', ')})`,
    });
  }
  return () => volts;
}

interface Point {
  readonly seconds: number;
  readonly volts: number;
}

async function readPoints(path: string, range: VoltRange): Promise<Point[]> {
  const text = await readText(path).catch((cause: unknown) => {
    if (cause instanceof NeurorackError) throw cause;
    throw new NeurorackError('bad-file', `${path} cannot be read: ${reasonOf(cause)}`, {
      remedy: 'check the path and permissions',
      cause,
    });
  });
  const points: Point[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#') || (i === 0 && isHeading(line))) continue;
    const at = `${path} line ${i + 1}`;
    const [seconds, volts, ...surplus] = line
      .split(',')
      .map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (surplus.length > 0 || !Number.isFinite(seconds) || !Number.isFinite(volts)) {
      throw badLine(at, `'${line}' is not 'seconds,volts'`);
    }
    if (!isWithin(volts, range)) throw badLine(at, `${volts} V is not within ${range.low} to ${range.high} V`);
    if (seconds <= (points.at(-1)?.seconds ?? Number.NEGATIVE_INFINITY)) {
      throw badLine(at, `${seconds} s is not later than the line before`);
    }
    points.push({ seconds, volts });
  }
  if (points.length === 0) throw badLine(path, 'the file has no voltage');
  return points;
}

function voltageOverTime(points: readonly Point[]): ControlVoltage {
  return (seconds) => {
    const after = points.findIndex((point) => point.seconds > seconds);
    if (after === 0) return points[0].volts;
    if (after < 0) return points[points.length - 1].volts;
    const from = points[after - 1];
    const to = points[after];
    return from.volts + ((to.volts - from.volts) * (seconds - from.seconds)) / (to.seconds - from.seconds);
  };
}

function isHeading(line: string): boolean {
  return line.split(',').every((cell) => /^\s*"?[a-z]/i.test(cell));
}

function isWithin(volts: number, { low, high }: VoltRange): boolean {
  return volts >= low && volts <= high;
}

function badLine(where: string, fault: string): NeurorackError {
  return new NeurorackError('bad-file', `${where}: ${fault}`, {
    remedy: "write one point a line as 'seconds,volts', times rising, volts within the jack's range",
  });
}
