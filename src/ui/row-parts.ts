import type { Row, UiEffect } from './page.ts';

/** The knob moves depths and shares by this. */
export const STEP = 0.05;

export const formatVolts = (volts: number | undefined): string => `${(volts ?? 0).toFixed(2)}V`;

/** A line whose value is one of a few, chosen by turning. */
export function choice<T extends string>(
  label: string,
  offered: readonly T[],
  now: T,
  effect: (next: T) => UiEffect,
): Row {
  return { label, value: now, turn: (steps) => effect(around(offered, now, steps)) };
}

/** The name so many places further, round and round; a name that is not offered counts as before the first. */
function around<T>(offered: readonly T[], now: T, steps: number): T {
  if (offered.length === 0) return now;
  const at = offered.indexOf(now);
  const from = at < 0 && steps < 0 ? 0 : at;
  return offered[(((from + steps) % offered.length) + offered.length) % offered.length];
}
