/** The action of a pointer on the plot: draw freely, set points, or select a range. */
export type PlotTool = 'draw' | 'points' | 'select';

/** The frames that the tools change; undefined: the whole curve. */
export type PlotSelection = { readonly from: number; readonly to: number } | undefined;
