import { NeurorackError } from '../../contracts/errors.ts';
import { type ControlVoltage, readControlVoltage, VOLT_RANGES, type VoltRange } from './control-voltage.ts';

/** What the four CV jacks do by default, as functions of the seconds since the trigger. */
export interface PanelControls {
  /** CV1: 0 is set A, 1 is set B. */
  readonly mix: ControlVoltage;
  /** CV2: 0 is the sound's start, 1 its end; read at the trigger. */
  readonly scrub: number;
  /** CV3: -1 softer to 1 sharper. */
  readonly sharpness: ControlVoltage;
  /** CV4: 0 exact to 1 wild. */
  readonly variation: ControlVoltage;
}

/** What was said of the jacks; an unpatched jack does nothing. */
export interface PanelVoltages {
  readonly cv1?: string | undefined;
  readonly cv2?: string | undefined;
  readonly cv3?: string | undefined;
  readonly cv4?: string | undefined;
  /** `jack=low..high`, as in '3=0..10'. */
  readonly ranges?: readonly string[] | undefined;
}

const UNIPOLAR: VoltRange = { low: 0, high: 5 };
const BIPOLAR: VoltRange = { low: -5, high: 5 };

/**
 * Reads the four jacks.
 *
 * @throws NeurorackError 'usage' for a voltage or range that cannot be, 'bad-file' for a CSV file that is wrong
 */
export async function readPanelVoltages(asked: PanelVoltages): Promise<PanelControls> {
  const ranges = readRanges(asked.ranges ?? []);
  const jack = async (number: number, given: string | undefined, usual: VoltRange, neutral: number) => {
    if (given === undefined) return () => neutral;
    const range = ranges.get(number) ?? usual;
    const volts = await readControlVoltage({ option: `--cv${number}`, given, range });
    // From bottom to top of the range; around 0 V where the destination has two sides.
    const isTwoSided = usual === BIPOLAR;
    return (seconds: number) =>
      isTwoSided ? volts(seconds) / range.high : (volts(seconds) - range.low) / (range.high - range.low);
  };
  const [mix, scrub, sharpness, variation] = await Promise.all([
    jack(1, asked.cv1, UNIPOLAR, 0),
    jack(2, asked.cv2, UNIPOLAR, 0),
    jack(3, asked.cv3, BIPOLAR, 0),
    jack(4, asked.cv4, UNIPOLAR, 0),
  ]);
  return { mix, scrub: scrub(0), sharpness, variation };
}

function readRanges(given: readonly string[]): ReadonlyMap<number, VoltRange> {
  return new Map(
    given.map((one) => {
      const [jack, name] = one.split('=');
      const range = VOLT_RANGES.get(name ?? '');
      if (range !== undefined && /^[1-4]$/.test(jack)) return [Number(jack), range];
      throw new NeurorackError('usage', `--cv-range: '${one}' is not a jack and its range`, {
        remedy: `write the jack's number, = and one of ${[...VOLT_RANGES.keys()].join(', ')}, as in 3=0..10`,
      });
    }),
  );
}
