import { NeurorackError } from '../../contracts/errors.ts';
import { applyCalibration, type Calibration, calibrate, UNCALIBRATED } from '../../control/calibration.ts';
import type { Jack } from '../../control/jacks.ts';
import type { CalibrationFile } from '../../state/calibration.ts';
import { type CalibrationRig, type MeasuredPoint, measurePoint } from './measure-point.ts';

/** What calibrating one jack would change. */
export interface JackChange {
  readonly jack: Jack;
  readonly before: Calibration;
  readonly after: Calibration;
  readonly points: readonly {
    readonly volts: number;
    readonly readVolts: number;
    readonly noiseVolts: number;
    /** Volts shown less volts applied. */
    readonly errorBeforeVolts: number;
    readonly errorAfterVolts: number;
  }[];
}

/**
 * Leads the builder through the jacks. Nothing is stored here.
 *
 * @returns the changes; undefined when the builder ended it
 * @throws NeurorackError 'device-fault' when the converter does not answer
 */
export async function calibrateJacks(
  bench: CalibrationRig,
  asked: { jacks: readonly Jack[]; points: readonly [number, number]; stored: CalibrationFile },
): Promise<readonly JackChange[] | undefined> {
  const changes: JackChange[] = [];
  for (const jack of asked.jacks) {
    const change = await calibrateJack(bench, {
      jack,
      points: asked.points,
      before: asked.stored[jack] ?? UNCALIBRATED,
    });
    if (change === 'stop') return undefined;
    if (change === 'skip') bench.prompt.lines.line(`${jack}: left as it is`);
    else changes.push(change);
  }
  return changes;
}

async function calibrateJack(
  bench: CalibrationRig,
  { jack, points, before }: { jack: Jack; points: readonly [number, number]; before: Calibration },
): Promise<JackChange | 'skip' | 'stop'> {
  for (;;) {
    const first = await measurePoint(bench, { jack, volts: points[0], now: before });
    if (first === 'skip' || first === 'stop') return first;
    const second = await measurePoint(bench, { jack, volts: points[1], now: before });
    if (second === 'skip' || second === 'stop') return second;
    try {
      const after = calibrate(jack, [first, second]);
      const pointOf = ({ volts, reading, noise }: MeasuredPoint): JackChange['points'][number] => ({
        volts,
        readVolts: reading,
        noiseVolts: noise,
        errorBeforeVolts: applyCalibration(reading, before) - volts,
        errorAfterVolts: applyCalibration(reading, after) - volts,
      });
      return { jack, before, after, points: [pointOf(first), pointOf(second)] };
    } catch (error) {
      if (!(error instanceof NeurorackError) || error.kind !== 'bad-input') throw error;
      bench.prompt.lines.line(`${error.message}; ${error.remedy}`);
      bench.prompt.lines.line('once more (s leaves this jack as it is, q ends):');
    }
  }
}
