import { NeurorackError } from '../../contracts/errors.ts';
import { CV_RANGES, normalise, toUnipolar, type VoltRange } from '../../control/cv-range.ts';
import { DESTINATION_RANGES, type Destination } from '../../control/destination.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../control/settings.ts';
import { type ControlVoltage, readControlVoltage, VOLT_RANGES } from './control-voltage.ts';

/** The default destinations of the four CV jacks, as functions of the seconds since the trigger. */
export interface PanelControls {
  /** CV1: 0 is set A, 1 is set B. */
  readonly mix: ControlVoltage;
  /** CV2: 0 is the start of the sound, 1 its end; read at the trigger. */
  readonly scrub: number;
  /** CV3: -1 softer to 1 sharper. */
  readonly sharpness: ControlVoltage;
  /** CV4: 0 without variation to 1 with the most. */
  readonly variation: ControlVoltage;
}

/** Voltages of the jacks on the command line; an absent one leaves its destination at its default. */
export interface PanelVoltages {
  readonly cv1?: string | undefined;
  readonly cv2?: string | undefined;
  readonly cv3?: string | undefined;
  readonly cv4?: string | undefined;
  /** `jack=low..high`, as in '3=0..10'. */
  readonly ranges?: readonly string[] | undefined;
}

/**
 * Reads the four jacks.
 *
 * @throws NeurorackError 'usage' for an invalid voltage or range, 'bad-file' for an invalid CSV file
 */
export async function readPanelVoltages(voltages: PanelVoltages): Promise<PanelControls> {
  const ranges = readRanges(voltages.ranges ?? []);
  const read = async (jack: Jack, destination: Destination): Promise<ControlVoltage> => {
    const { min, default: defaultValue } = DESTINATION_RANGES[destination];
    const given = voltages[jack];
    if (given === undefined) return () => defaultValue;
    const range = ranges.get(jack) ?? CV_RANGES[DEFAULT_CONTROL_SETTINGS.ranges[jack]];
    const volts = await readControlVoltage({ option: `--${jack}`, given, range });
    // From bottom to top of the range; around 0 V where the destination is bipolar.
    const share = min < 0 ? normalise : toUnipolar;
    return (seconds) => share(volts(seconds), range);
  };
  const [mix, scrub, sharpness, variation] = await Promise.all([
    read('cv1', 'interpolate'),
    read('cv2', 'scrub'),
    read('cv3', 'sharpness'),
    read('cv4', 'variation'),
  ]);
  return { mix, scrub: scrub(0), sharpness, variation };
}

function readRanges(given: readonly string[]): ReadonlyMap<Jack, VoltRange> {
  return new Map(
    given.map((one) => {
      const [number, name] = one.split('=');
      const jack = JACKS.find((id) => id === `cv${number}`);
      const range = VOLT_RANGES.get(name ?? '');
      if (range !== undefined && jack !== undefined) return [jack, range];
      throw new NeurorackError('usage', `--cv-range: '${one}' is not a jack and its range`, {
        remedy: `write the jack's number, = and one of ${[...VOLT_RANGES.keys()].join(', ')}, as in 3=0..10`,
      });
    }),
  );
}
