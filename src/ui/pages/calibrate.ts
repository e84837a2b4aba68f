import { CALIBRATION_VOLTS } from '../../control/calibration.ts';
import type { Jack } from '../../control/jacks.ts';
import type { Row, UiModel } from '../page.ts';
import { formatVolts } from '../row-parts.ts';

/** A jack's calibration: as it is, and the points that make another. */
export function calibrationRows(jack: Jack, n: number, { settings, volts, jacks }: UiModel): readonly Row[] {
  const { slope, offset } = settings.calibration[jack];
  const isAsRead = slope === 1 && offset === 0;
  const name = `CV${n + 1}`;
  const stateOf = (point: number): string => {
    if (jacks[n]?.measuring === point) return 'hold still';
    return jacks[n]?.taken.includes(point) === true ? 'taken' : 'push';
  };
  const points = CALIBRATION_VOLTS.map((point): Row => {
    // The second point makes a calibration, in place of one that there may be.
    const isLast = jacks[n]?.taken.some((other) => other !== point) === true;
    const question = isLast && !isAsRead ? { question: 'overwrite?' } : {};
    return {
      label: `${name} at ${point} V`,
      value: stateOf(point),
      push: { kind: 'measure', jack, volts: point },
      ...question,
    };
  });
  const forget: Row = { label: `${name} as it reads`, push: { kind: 'uncalibrate', jack }, confirmation: 'forget?' };
  return [
    {
      label: `${name} ${formatVolts(volts[n])}`,
      value: isAsRead ? 'as read' : `${(100 * (slope - 1)).toFixed(1)}% ${(1000 * offset).toFixed(0)}mV`,
    },
    ...points,
    ...(isAsRead ? [] : [forget]),
  ];
}
