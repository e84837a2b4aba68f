import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export const WIDTH = 760;
/** Colours that the colour-blind can distinguish (Okabe and Ito, 2008); a column has the same one in all charts. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#555555'];

export type SvgDocument = ReturnType<typeof parseHTML>['document'];
export type SvgElement = ReturnType<SvgDocument['createElementNS']>;

export function createDocument(): SvgDocument {
  return parseHTML('<!doctype html><html><body></body></html>').document;
}

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length];
}

/** Draws one plot as an SVG element of `document`. */
export function drawPlot(document: SvgDocument, options: Plot.PlotOptions): SvgElement {
  const plot: SvgElement = Plot.plot({
    document,
    width: WIDTH,
    marginLeft: 190,
    marginRight: 30,
    style: { background: 'none', overflow: 'visible' },
    ...options,
  });
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return plot;
}

/** Serialises a drawing with two decimals. */
export function svgText(drawing: SvgElement): string {
  return drawing.outerHTML.replace(/(\d+\.\d\d)\d+/g, '$1');
}
