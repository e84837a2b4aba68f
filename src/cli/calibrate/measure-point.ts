import type { CvInput } from '../../contracts/cv-input.ts';
import type { PanelInput } from '../../contracts/panel-input.ts';
import { applyCalibration, type Calibration, type CalibrationPoint } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { createStabilityDetector, type Reading } from '../../control/stability-detector.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/** Jacks as they are measured. */
export interface CalibrationRig {
  readonly cv: CvInput;
  /** Where the voltages are simulated: moves them. */
  readonly receive?: ((message: PanelInput) => void) | undefined;
  /** One step of the converter as volts at the jack, 0 where there is none. */
  readonly stepVolts: number;
  readonly prompt: OperatorPrompt;
}

export interface MeasuredPoint extends CalibrationPoint {
  /** Standard deviation of the readings, volts. */
  readonly noise: number;
}

/** Readings after which a voltage that does not stand still is told of, 10 s. */
const PATIENCE = 1000;
/** A simulated voltage moves by this, as in `neurorack run`. */
const MOVE_VOLTS = 0.25;

/**
 * Asks for one voltage at one jack, shows what is read live, and gives its mean once the voltage stands still.
 *
 * @param now the calibration in force, for what the jack shows
 * @throws NeurorackError 'device-fault' when the converter does not answer
 */
export async function measurePoint(
  { cv, receive, stepVolts, prompt: hands }: CalibrationRig,
  { jack, volts, now }: { readonly jack: Jack; readonly volts: number; readonly now: Calibration },
): Promise<MeasuredPoint | 'skip' | 'stop'> {
  const channel = JACKS.indexOf(jack);
  const into = new Float32Array(cv.channels);
  const stillness = createStabilityDetector(stepVolts);
  let awaitedFor: number | undefined;
  hands.lines.line(`${jack}: patch ${volts} V${volts === 0 ? ' (or nothing)' : ''}, then press return`);
  for (;;) {
    cv.read(into);
    const reading = stillness.add(into[channel]);
    hands.lines.status(describe(reading, { jack, now, stepVolts, isAwaited: awaitedFor !== undefined }));
    for (let answer = hands.nextAnswer(); answer !== undefined; answer = hands.nextAnswer()) {
      if (answer === 'skip' || answer === 'stop') return answer;
      if (answer === 'go') {
        stillness.reset();
        awaitedFor = 0;
      } else {
        receive?.({ kind: 'cv', channel, volts: into[channel] + (answer === 'up' ? MOVE_VOLTS : -MOVE_VOLTS) });
      }
    }
    if (awaitedFor !== undefined && awaitedFor > 0 && reading.isStable) {
      return { volts, reading: reading.mean, noise: reading.noise };
    }
    if (awaitedFor !== undefined) awaitedFor++;
    if (awaitedFor === PATIENCE) {
      awaitedFor = undefined;
      hands.lines.line(
        `${jack} does not stand still: ${milli(reading.noise)} of noise. A loose cable, a source that moves?`,
      );
      hands.lines.line('press return to try again, s to leave this jack as it is, q to end');
    }
    await hands.waitForReading();
  }
}

const milli = (volts: number): string => `${(1000 * volts).toFixed(1)} mV`;

function describe(
  { mean, noise }: Reading,
  { jack, now, stepVolts, isAwaited }: { jack: Jack; now: Calibration; stepVolts: number; isAwaited: boolean },
): string {
  const steps = stepVolts === 0 ? '' : `, ${(noise / stepVolts).toFixed(2)} LSB`;
  const shown = `${jack} ${applyCalibration(mean, now).toFixed(3)} V (reads ${mean.toFixed(3)}), noise ${milli(noise)}${steps}`;
  return isAwaited ? `${shown}, waiting until it stands still` : shown;
}
