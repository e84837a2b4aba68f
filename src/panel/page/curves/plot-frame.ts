import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { DescriptorName } from '../../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { CURVE_AXES, marksWithin, natural, scaled } from './curve-axis.ts';
import type { PlotView } from './plot-view.ts';

/** The colours of the scope: dark in both colour schemes. */
const COLOURS = { accent: '#7fe3ff', original: '#8d7a5a', grid: '#18222a', text: '#86a6ad' };
const FONT = '11px system-ui, sans-serif';
/** Space per mark of the axis, CSS pixels. */
const MARK_PX = 22;

/** The content of the plot. */
export interface PlotPicture {
  readonly name: DescriptorName;
  readonly current: DescriptorSet;
  readonly original: DescriptorSet;
  readonly view: PlotView;
}

/** Draws a curve over time, with the original beneath it. */
export interface PlotFrame {
  show(picture: PlotPicture): void;
  resize(width: number, height: number): void;
  /** The drawing area, which receives pointer events and is overlaid with points and the selection. */
  readonly over: HTMLElement;
  /** Position within `over`, CSS pixels. */
  positionOf(point: { readonly frame: number; readonly scaled: number }): {
    readonly left: number;
    readonly top: number;
  };
  at(position: { readonly left: number; readonly top: number }): { readonly frame: number; readonly scaled: number };
  close(): void;
}

export function openPlotFrame(parent: HTMLElement, first: PlotPicture, onDraw: () => void): PlotFrame {
  let picture = first;
  let shown: { current: Float32Array; original: Float32Array } | undefined;
  const secondsPerFrame = (): number => picture.current.analysis.hop / picture.current.analysis.sampleRate;
  const axis = { stroke: COLOURS.text, font: FONT, grid: { stroke: COLOURS.grid, width: 1 }, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: parent.clientWidth,
      height: parent.clientHeight,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, auto: false }, y: { auto: false } },
      axes: [
        {
          ...axis,
          size: 26,
          space: 64,
          values: (_, splits) => splits.map((seconds) => `${Number(seconds.toFixed(3))} s`),
        },
        {
          ...axis,
          size: 62,
          splits: (self, _, low, high) => marksWithin(picture.name, { min: low, max: high }, self.height / MARK_PX),
          values: (_, splits) => splits.map((value) => CURVE_AXES[picture.name].text(natural(picture.name, value))),
        },
      ],
      series: [
        {},
        { stroke: COLOURS.original, width: 1.25, dash: [5, 4], points: { show: false } },
        { stroke: COLOURS.accent, width: 2, fill: '#7fe3ff12', points: { show: false } },
      ],
      hooks: { draw: [onDraw] },
    },
    [[], [], []],
    parent,
  );

  const scaledOf = (curve: Float32Array): number[] => Array.from(curve, (value) => scaled(picture.name, value));

  function show(next: PlotPicture): void {
    const isOtherCurve = next.name !== picture.name;
    picture = next;
    const { name, current, original, view } = next;
    const [now, before] = [current.curves[name], original.curves[name]];
    plot.batch(() => {
      if (isOtherCurve || shown?.current !== now || shown.original !== before) {
        shown = { current: now, original: before };
        const seconds = Array.from(now, (_, frame) => frame * secondsPerFrame());
        plot.setData([seconds, scaledOf(before), scaledOf(now)], false);
      }
      plot.setScale('x', { min: view.from * secondsPerFrame(), max: view.to * secondsPerFrame() });
      plot.setScale('y', { min: view.values.min, max: view.values.max });
    });
  }

  show(first);
  return {
    show,
    resize: (width, height) => plot.setSize({ width, height }),
    over: plot.over,
    positionOf: ({ frame, scaled: value }) => ({
      left: plot.valToPos(frame * secondsPerFrame(), 'x'),
      top: plot.valToPos(value, 'y'),
    }),
    at: ({ left, top }) => ({ frame: plot.posToVal(left, 'x') / secondsPerFrame(), scaled: plot.posToVal(top, 'y') }),
    close: () => plot.destroy(),
  };
}
