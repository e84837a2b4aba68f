import { NeurorackError } from '../contracts/errors.ts';
import type { Calibration } from '../control/calibration.ts';
import {
  type CalibrationResult,
  createJackCalibrator,
  type JackCalibrator,
  type JackReading,
} from '../control/jack-calibrator.ts';
import { JACKS, type Jack } from '../control/jacks.ts';
import { RECORD_READINGS, RECORD_SIZE } from '../engine/control-record.ts';
import type { Engine } from '../engine/engine.ts';
import { unref } from '../engine/unref.ts';
import { fixed } from '../numeric/fixed.ts';

/** A hundred readings a second. */
const READING_MS = 10;
/** Readings stop this long after the last access to `jacks`, ms. */
const INTEREST_MS = 2000;

/** Reads the jacks while somebody views them, and measures calibration points. Main thread. */
export interface JackMonitor {
  /** In the order of the jacks; each access keeps the monitor reading. */
  readonly jacks: readonly JackReading[];
  /**
   * Measures a point once the jack's voltage is stable; the second point calibrates the jack.
   *
   * @throws NeurorackError 'busy' while another jack is measured
   */
  measure(jack: Jack, volts: number): void;
  /** Discards the points of a jack. */
  reset(jack: Jack): void;
  close(): void;
}

export interface JackMonitorOptions {
  readonly engine: Pick<Engine, 'readControls'>;
  /** One step of the converter, as volts at the jack; 0 where there is none. */
  readonly stepVolts: number;
  readonly onCalibration: (jack: Jack, calibration: Calibration) => void;
  /** Called with the result of a point as a sentence. */
  readonly onMessage: (sentence: string) => void;
}

export function createJackMonitor({ engine, stepVolts, onCalibration, onMessage }: JackMonitorOptions): JackMonitor {
  /** Created by the first access: until then nothing is read. */
  let created: JackCalibrator | undefined;
  const calibrator = (): JackCalibrator => (created ??= createJackCalibrator(stepVolts));
  const record = new Float64Array(RECORD_SIZE);
  let lastAccessMs = Number.NEGATIVE_INFINITY;

  function read(): void {
    if (created === undefined) return;
    const isMeasuring = created.jacks.some(({ measuring }) => measuring !== null);
    if (!isMeasuring && performance.now() - lastAccessMs > INTEREST_MS) return;
    if (!engine.readControls(record)) return;
    const result = created.add(record.subarray(RECORD_READINGS, RECORD_READINGS + JACKS.length));
    if (result === undefined) return;
    if (result.kind === 'calibrated') onCalibration(result.jack, result.calibration);
    onMessage(sentenceOf(result));
  }

  const timer = setInterval(read, READING_MS);
  unref(timer);
  return {
    get jacks() {
      lastAccessMs = performance.now();
      return calibrator().jacks;
    },
    measure: (jack, volts) => {
      const other = JACKS.find((one, at) => one !== jack && calibrator().jacks[at].measuring !== null);
      if (other !== undefined) {
        throw new NeurorackError('busy', `${other} is being measured`, {
          remedy: 'wait until its voltage is stable',
        });
      }
      calibrator().measure(jack, volts);
    },
    reset: (jack) => calibrator().discard(jack),
    close: () => clearInterval(timer),
  };
}

function sentenceOf(result: CalibrationResult): string {
  switch (result.kind) {
    case 'taken':
      return `${result.jack}: ${result.volts} V is measured, one more point`;
    case 'refused':
      return `warning: ${result.error.message}; ${result.error.remedy}`;
    case 'calibrated': {
      const { slope, offset } = result.calibration;
      return `${result.jack} is calibrated: ${fixed(100 * (slope - 1), 2)} %, ${fixed(1000 * offset, 0)} mV`;
    }
  }
}
