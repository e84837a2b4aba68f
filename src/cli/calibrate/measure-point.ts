import type { CvInput } from '../../contracts/cv-input.ts';
import type { PanelInput } from '../../contracts/panel-input.ts';
import { applyCalibration, type Calibration, type CalibrationPoint } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { createStabilityDetector, type Reading } from '../../control/stability-detector.ts';
import { fixed } from '../../numeric/fixed.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/** Equipment of a calibration: the jacks and the operator. */
export interface CalibrationRig {
  readonly cv: CvInput;
  /** Changes a simulated voltage; absent where the jacks are real. */
  readonly receive?: ((message: PanelInput) => void) | undefined;
  /** One step of the converter, volts at the jack; 0 without a converter. */
  readonly stepVolts: number;
  readonly prompt: OperatorPrompt;
}

export interface MeasuredPoint extends CalibrationPoint {
  /** Standard deviation of the readings, volts. */
  readonly noise: number;
}

/** Readings until an unstable voltage is reported, 10 s. */
const MAX_READINGS = 1000;
/** Step of a simulated voltage, as in `neurorack run`. */
const STEP_VOLTS = 0.25;

/**
 * Asks for one voltage at one jack, shows the live reading, and returns its mean once the voltage is stable.
 *
 * @param current the calibration that the live reading is shown with
 * @throws NeurorackError 'device-fault' when the converter does not answer
 */
export async function measurePoint(
  { cv, receive, stepVolts, prompt }: CalibrationRig,
  { jack, volts, current }: { readonly jack: Jack; readonly volts: number; readonly current: Calibration },
): Promise<MeasuredPoint | 'skip' | 'stop'> {
  const channel = JACKS.indexOf(jack);
  const into = new Float32Array(cv.channels);
  const stability = createStabilityDetector(stepVolts);
  let waitedReadings: number | undefined;
  prompt.terminal.line(`${jack}: patch ${volts} V${volts === 0 ? ' (or nothing)' : ''}, then press return`);
  for (;;) {
    cv.read(into);
    const reading = stability.add(into[channel]);
    prompt.terminal.status(describe(reading, { jack, current, stepVolts, isWaiting: waitedReadings !== undefined }));
    for (let answer = prompt.nextAnswer(); answer !== undefined; answer = prompt.nextAnswer()) {
      if (answer === 'skip' || answer === 'stop') return answer;
      if (answer === 'go') {
        stability.reset();
        waitedReadings = 0;
      } else {
        receive?.({ kind: 'cv', channel, volts: into[channel] + (answer === 'up' ? STEP_VOLTS : -STEP_VOLTS) });
      }
    }
    if (waitedReadings !== undefined && waitedReadings > 0 && reading.isStable) {
      return { volts, reading: reading.mean, noise: reading.noise };
    }
    if (waitedReadings !== undefined) waitedReadings++;
    if (waitedReadings === MAX_READINGS) {
      waitedReadings = undefined;
      prompt.terminal.line(
        `${jack} is not stable: ${millivolts(reading.noise)} of noise. Check for a loose cable or a moving source.`,
      );
      prompt.terminal.line('press return to try again, s to skip this jack, q to quit');
    }
    await prompt.waitForReading();
  }
}

const millivolts = (volts: number): string => `${fixed(1000 * volts, 1)} mV`;

function describe(
  { mean, noise }: Reading,
  { jack, current, stepVolts, isWaiting }: { jack: Jack; current: Calibration; stepVolts: number; isWaiting: boolean },
): string {
  const steps = stepVolts === 0 ? '' : `, ${(noise / stepVolts).toFixed(2)} LSB`;
  const shown = `${jack} ${applyCalibration(mean, current).toFixed(3)} V (reads ${mean.toFixed(3)}), noise ${millivolts(noise)}${steps}`;
  return isWaiting ? `${shown}, waiting for a stable voltage` : shown;
}
