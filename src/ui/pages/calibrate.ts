import { CALIBRATION_VOLTS } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { fixed } from '../../numeric/fixed.ts';
import type { DisplayPage, Row, UiModel } from '../page.ts';
import { formatVolts } from '../row-parts.ts';

/** For each jack its calibration, and the two points that a new one is made of. */
export const calibrate: DisplayPage = {
  title: 'Calibrate',
  rows: (model) => JACKS.flatMap((jack, n) => calibrationRows(jack, n, model)),
};

function calibrationRows(jack: Jack, n: number, { settings, volts, jacks }: UiModel): readonly Row[] {
  const { slope, offset } = settings.calibration[jack];
  const isUncalibrated = slope === 1 && offset === 0;
  const name = `CV${n + 1}`;
  const stateOf = (point: number): string => {
    if (jacks[n]?.measuring === point) return 'measuring';
    return jacks[n]?.taken.includes(point) === true ? 'done' : 'push';
  };
  const points = CALIBRATION_VOLTS.map((point): Row => {
    // The second point makes a calibration, which may replace one.
    const isLast = jacks[n]?.taken.some((other) => other !== point) === true;
    const confirmation = isLast && !isUncalibrated ? { confirmation: 'overwrite?' } : {};
    return {
      label: `${name} at ${point} V`,
      value: stateOf(point),
      push: { kind: 'measure', jack, volts: point },
      ...confirmation,
    };
  });
  const reset: Row = { label: `${name} reset`, push: { kind: 'uncalibrate', jack }, confirmation: 'reset?' };
  return [
    {
      label: `${name} ${formatVolts(volts[n])}`,
      value: isUncalibrated ? 'uncalibrated' : `${fixed(100 * (slope - 1), 1)}% ${fixed(1000 * offset, 0)}mV`,
    },
    ...points,
    ...(isUncalibrated ? [] : [reset]),
  ];
}
