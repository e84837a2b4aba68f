import type { DescriptorName } from '../../../descriptors/descriptor.ts';
import type { ValueRange } from '../../../descriptors/descriptor-ranges.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { clamp } from '../../../numeric/clamp.ts';
import { legalScaled, scaled } from './curve-axis.ts';

/** The visible part of a curve: frames, and values on the perceptual scale. */
export interface PlotView {
  readonly from: number;
  readonly to: number;
  readonly values: ValueRange;
}

/** Fewest visible frames. */
const MIN_FRAMES = 8;
/** As shares of the range of a curve: the smallest visible range, and the margin around a whole curve. */
const MIN_SHARE = 0.02;
const MARGIN = 0.08;

/** A view of whole curves, with a margin above and below. */
export function viewOf(name: DescriptorName, sets: readonly DescriptorSet[]): PlotView {
  const legal = legalScaled(name);
  const margin = MARGIN * (legal.max - legal.min);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { curves } of sets) {
    for (const value of curves[name]) {
      const scaledValue = scaled(name, value);
      low = Math.min(low, scaledValue);
      high = Math.max(high, scaledValue);
    }
  }
  const last = Math.max(...sets.map(({ frames }) => frames)) - 1;
  const values = { min: Math.max(low - margin, legal.min), max: Math.min(high + margin, legal.max) };
  return { from: 0, to: last, values };
}

/** Zooms time in (`by` below 1) or out (above 1), with the frame `at` fixed on screen. */
export function zoomTime(view: PlotView, by: number, { at, last }: { at: number; last: number }): PlotView {
  const span = clamp((view.to - view.from) * by, Math.min(MIN_FRAMES, last), last);
  const share = (at - view.from) / (view.to - view.from);
  const from = clamp(at - share * span, 0, last - span);
  return { ...view, from, to: from + span };
}

/** Zooms values in or out around the middle. */
export function zoomValues(view: PlotView, by: number, name: DescriptorName): PlotView {
  const legal = legalScaled(name);
  const whole = legal.max - legal.min;
  const span = clamp((view.values.max - view.values.min) * by, MIN_SHARE * whole, whole);
  const middle = (view.values.max + view.values.min) / 2;
  const low = clamp(middle - span / 2, legal.min, legal.max - span);
  return { ...view, values: { min: low, max: low + span } };
}

/** Scrolls the frame into view, with the same zoom. */
export function reveal(view: PlotView, frame: number): PlotView {
  const by = frame < view.from ? frame - view.from : frame > view.to ? frame - view.to : 0;
  return by === 0 ? view : { ...view, from: view.from + by, to: view.to + by };
}
