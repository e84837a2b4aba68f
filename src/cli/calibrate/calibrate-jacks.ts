import { NeurorackError } from '../../contracts/errors.ts';
import { applyCalibration, type Calibration, calibrate, UNCALIBRATED } from '../../control/calibration.ts';
import type { Jack } from '../../control/jacks.ts';
import type { CalibrationFile } from '../../state/calibration.ts';
import { type CalibrationRig, type MeasuredPoint, measurePoint } from './measure-point.ts';

/** The change of one jack's calibration. */
export interface JackChange {
  readonly jack: Jack;
  readonly before: Calibration;
  readonly after: Calibration;
  readonly points: readonly {
    readonly volts: number;
    readonly readVolts: number;
    readonly noiseVolts: number;
    /** Volts shown minus volts applied. */
    readonly errorBeforeVolts: number;
    readonly errorAfterVolts: number;
  }[];
}

/**
 * Guides the operator through the jacks. Stores nothing.
 *
 * @returns the changes; undefined if cancelled
 * @throws NeurorackError 'device-fault' when the converter does not answer
 */
export async function calibrateJacks(
  rig: CalibrationRig,
  request: { jacks: readonly Jack[]; points: readonly [number, number]; stored: CalibrationFile },
): Promise<readonly JackChange[] | undefined> {
  const changes: JackChange[] = [];
  for (const jack of request.jacks) {
    const change = await calibrateJack(rig, {
      jack,
      points: request.points,
      before: request.stored[jack] ?? UNCALIBRATED,
    });
    if (change === 'stop') return undefined;
    if (change === 'skip') rig.prompt.terminal.line(`${jack}: skipped`);
    else changes.push(change);
  }
  return changes;
}

async function calibrateJack(
  rig: CalibrationRig,
  { jack, points, before }: { jack: Jack; points: readonly [number, number]; before: Calibration },
): Promise<JackChange | 'skip' | 'stop'> {
  for (;;) {
    const first = await measurePoint(rig, { jack, volts: points[0], current: before });
    if (first === 'skip' || first === 'stop') return first;
    const second = await measurePoint(rig, { jack, volts: points[1], current: before });
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
      rig.prompt.terminal.line(`${error.message}; ${error.remedy}`);
      rig.prompt.terminal.line('try again (s skips this jack, q quits):');
    }
  }
}
