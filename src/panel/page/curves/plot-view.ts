import type { DescriptorName } from '../../../descriptors/descriptor.ts';
import type { ValueRange } from '../../../descriptors/descriptor-ranges.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { clamp } from '../../../numeric/clamp.ts';
import { legalScaled, scaled } from './curve-axis.ts';

/** The part of a curve that is seen: frames, and values on the perceptual scale. */
export interface PlotView {
  readonly from: number;
  readonly to: number;
  readonly values: ValueRange;
}

/** Frames across at the closest. */
const LEAST_FRAMES = 8;
/** Of what a curve may be, the share that is seen at the closest, and around a whole curve. */
const LEAST_SHARE = 0.02;
const MARGIN = 0.08;

/** The whole of the curves, with some room above and below. */
export function viewOf(name: DescriptorName, sets: readonly DescriptorSet[]): PlotView {
  const legal = legalScaled(name);
  const margin = MARGIN * (legal.max - legal.min);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { curves } of sets) {
    for (const value of curves[name]) {
      const place = scaled(name, value);
      low = Math.min(low, place);
      high = Math.max(high, place);
    }
  }
  const last = Math.max(...sets.map(({ frames }) => frames)) - 1;
  const values = { min: Math.max(low - margin, legal.min), max: Math.min(high + margin, legal.max) };
  return { from: 0, to: last, values };
}

/** Time closer (below 1) or further (above 1), with the frame `at` where it is. */
export function zoomTime(view: PlotView, by: number, { at, last }: { at: number; last: number }): PlotView {
  const span = clamp((view.to - view.from) * by, Math.min(LEAST_FRAMES, last), last);
  const share = (at - view.from) / (view.to - view.from);
  const from = clamp(at - share * span, 0, last - span);
  return { ...view, from, to: from + span };
}

/** Values closer or further, about the middle. */
export function zoomValues(view: PlotView, by: number, name: DescriptorName): PlotView {
  const legal = legalScaled(name);
  const whole = legal.max - legal.min;
  const span = clamp((view.values.max - view.values.min) * by, LEAST_SHARE * whole, whole);
  const middle = (view.values.max + view.values.min) / 2;
  const low = clamp(middle - span / 2, legal.min, legal.max - span);
  return { ...view, values: { min: low, max: low + span } };
}

/** The frame brought into view, as close as it was. */
export function reveal(view: PlotView, frame: number): PlotView {
  const by = frame < view.from ? frame - view.from : frame > view.to ? frame - view.to : 0;
  return by === 0 ? view : { ...view, from: view.from + by, to: view.to + by };
}
