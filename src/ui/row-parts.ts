import { cyclicStep } from './cyclic-step.ts';
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
  return { label, value: current, turn: (steps) => effect(cyclicStep(available, current, steps)) };
}
