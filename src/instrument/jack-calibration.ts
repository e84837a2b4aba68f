import { type Calibration, UNCALIBRATED } from '../control/calibration.ts';
import type { JackReading } from '../control/jack-calibrator.ts';
import type { Jack } from '../control/jacks.ts';
import type { Engine } from '../engine/engine.ts';
import { createJackMonitor } from './jack-monitor.ts';
import type { SettingsController } from './settings-controller.ts';

/** Calibrates jacks by two measured points each, and stores the result in the settings. Main thread. */
export interface JackCalibration {
  /** Reading of each jack before calibration, and the state of its measurement, in the order of the jacks. */
  readonly jacks: readonly JackReading[];
  /**
   * Measures a point once the jack's voltage is stable; the second point calibrates the jack.
   *
   * @throws NeurorackError 'busy' while another jack is measured
   */
  measure(jack: Jack, volts: number): void;
  /** Removes the calibration of a jack. */
  reset(jack: Jack): void;
  close(): void;
}

export interface JackCalibrationOptions {
  readonly engine: Pick<Engine, 'readControls'>;
  /** One step of the converter, as volts at the jack; 0 where there is none. */
  readonly stepVolts: number;
  readonly settings: Pick<SettingsController, 'settings' | 'configure'>;
  readonly onMessage: (sentence: string) => void;
}

export function createJackCalibration({
  engine,
  stepVolts,
  settings: controller,
  onMessage,
}: JackCalibrationOptions): JackCalibration {
  const monitor = createJackMonitor({ engine, stepVolts, onCalibration: store, onMessage });

  function store(jack: Jack, calibration: Calibration): void {
    const { settings } = controller;
    controller.configure({ ...settings, calibration: { ...settings.calibration, [jack]: calibration } });
  }

  return {
    get jacks() {
      return monitor.jacks;
    },
    measure: (jack, volts) => {
      monitor.measure(jack, volts);
      onMessage(`${jack}: patch ${volts} V and leave it connected until it is measured`);
    },
    reset: (jack) => {
      monitor.reset(jack);
      store(jack, UNCALIBRATED);
    },
    close: monitor.close,
  };
}
