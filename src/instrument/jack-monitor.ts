import { NeurorackError } from '../contracts/errors.ts';
import type { Calibration } from '../control/calibration.ts';
import { createJackCalibrator, type JackCalibrator, type JackReading } from '../control/jack-calibrator.ts';
import { JACKS, type Jack } from '../control/jacks.ts';
import { RECORD_READINGS, RECORD_SIZE } from '../engine/control-record.ts';
import type { Engine } from '../engine/engine.ts';

/** A hundred readings a second. */
const READING_MS = 10;
/** Jacks that nobody has looked at for this long are not watched, ms. */
const INTEREST_MS = 2000;

/** Watches what the jacks read, and calibrates them. Main thread. */
export interface JackMonitor {
  /** In their order; whoever looks keeps the watch awake. */
  readonly jacks: readonly JackReading[];
  /**
   * Takes a point once the jack's voltage stands still; with the second point the jack is calibrated.
   *
   * @throws NeurorackError 'busy' while another jack is measured
   */
  measure(jack: Jack, volts: number): void;
  reset(jack: Jack): void;
  close(): void;
}

export interface JackMonitorOptions {
  readonly engine: Pick<Engine, 'readControls'>;
  /** One step of the converter, as volts at the jack; 0 where there is none. */
  readonly stepVolts: () => number;
  readonly onCalibration: (jack: Jack, calibration: Calibration) => void;
  /** Hears in a sentence what came of a point. */
  readonly onMessage: (sentence: string) => void;
}

export function createJackMonitor({
  engine,
  stepVolts,
  onCalibration,
  onMessage: onNotice,
}: JackMonitorOptions): JackMonitor {
  let made: JackCalibrator | undefined;
  /** Made when somebody looks: the converter is known by then. */
  const calibrating = (): JackCalibrator => (made ??= createJackCalibrator(stepVolts()));
  const record = new Float64Array(RECORD_SIZE);
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  function look(): void {
    if (made === undefined) return;
    const isMeasuring = made.jacks.some(({ measuring }) => measuring !== null);
    if (!isMeasuring && performance.now() - lookedAtMs > INTEREST_MS) return;
    if (!engine.readControls(record)) return;
    const result = made.add(record.subarray(RECORD_READINGS, RECORD_READINGS + JACKS.length));
    if (result === undefined) return;
    const { jack } = result;
    if (result.kind === 'taken') onNotice(`${jack}: ${result.volts} V is taken, one more point`);
    else if (result.kind === 'refused') onNotice(`warning: ${result.error.message}; ${result.error.remedy}`);
    else {
      const { slope, offset } = result.calibration;
      onCalibration(jack, result.calibration);
      onNotice(`${jack} is calibrated: ${(100 * (slope - 1)).toFixed(2)} %, ${(1000 * offset).toFixed(0)} mV`);
    }
  }

  const timer = setInterval(look, READING_MS);
  timer.unref();
  return {
    get jacks() {
      lookedAtMs = performance.now();
      return calibrating().jacks;
    },
    measure: (jack, volts) => {
      const other = JACKS.find((one, at) => one !== jack && calibrating().jacks[at].measuring !== null);
      if (other !== undefined) {
        throw new NeurorackError('busy', `${other} is being measured`, {
          remedy: 'wait until its voltage stands still',
        });
      }
      calibrating().measure(jack, volts);
    },
    reset: (jack) => calibrating().discard(jack),
    close: () => clearInterval(timer),
  };
}
