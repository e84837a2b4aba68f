import type { Row, UiEffect } from './page.ts';

/** Change of a depth or share for each step of the knob. */
export const STEP = 0.05;

export const formatVolts = (volts: number | undefined): string => `${(volts ?? 0).toFixed(2)}V`;

/** A row whose value is one of several, selected by turning. */
export function choice<T extends string>(
  label: string,
  available: readonly T[],
  current: T,
  effect: (next: T) => UiEffect,
): Row {
  return { label, value: current, turn: (steps) => effect(around(available, current, steps)) };
}

/** The name `steps` places further, cyclic; a name that is not available counts as before the first. */
function around<T>(available: readonly T[], current: T, steps: number): T {
  if (available.length === 0) return current;
  const at = available.indexOf(current);
  const from = at < 0 && steps < 0 ? 0 : at;
  return available[(((from + steps) % available.length) + available.length) % available.length];
}
