/** A curve of a plot, with its name beside it. */
export interface PlotCurve {
  readonly name: string;
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Axes of a plot: range, places of the grid. */
export interface PlotAxis {
  readonly title: string;
  readonly grid: readonly number[];
  readonly isLogarithmic?: boolean;
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [640, 300, 60, 34, 46];
/** Steps below a third of a pixel are not drawn. */
const MIN_STEP = 0.3;

/** An SVG of curves over a grid. */
export function plot(title: string, x: PlotAxis, y: PlotAxis, curves: readonly PlotCurve[]): string {
  const atX = scale(x, LEFT, WIDTH - 20);
  const atY = scale(y, HEIGHT - BOTTOM, TOP);
  const vertical = x.grid.map((value) => {
    const place = atX(value).toFixed(1);
    return `<path fill="none" d="M${place} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${place}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${value}</text>`;
  });
  const horizontal = y.grid.map((value) => {
    const place = atY(value).toFixed(1);
    return `<path fill="none" d="M${LEFT} ${place}H${WIDTH - 20}" stroke="#ddd"/><text x="${LEFT - 6}" y="${place}" dy="4" text-anchor="end">${value}</text>`;
  });
  const lines = curves.map(
    (curve, n) =>
      `<path fill="none" d="${path(curve, atX, atY)}" stroke="${curve.colour}" stroke-width="1.8"/><text x="${LEFT + 150 * n}" y="${HEIGHT - 8}" fill="${curve.colour}">${curve.name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="none">`,
    `<title>${title}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<g fill="#222"><text x="${LEFT}" y="20" font-weight="bold">${title} (simulated; never fabricated)</text>`,
    `<text x="${WIDTH - 20}" y="${HEIGHT - 8}" text-anchor="end">${x.title}</text><text x="4" y="20">${y.title}</text>`,
    ...[...vertical, ...horizontal].map((line) => line.replaceAll('<text', '<text stroke="none"')),
    ...lines,
    '</g></svg>\n',
  ].join('\n');
}

function scale({ grid, isLogarithmic = false }: PlotAxis, from: number, to: number): (value: number) => number {
  const place = isLogarithmic ? Math.log10 : (value: number) => value;
  const [start, end] = [place(grid[0]), place(grid[grid.length - 1])];
  return (value) => from + ((place(value) - start) / (end - start)) * (to - from);
}

function path({ x, y }: PlotCurve, atX: (value: number) => number, atY: (value: number) => number): string {
  const points: string[] = [];
  let [lastX, lastY] = [Number.NEGATIVE_INFINITY, 0];
  for (const [n, value] of x.entries()) {
    const [here, there] = [atX(value), atY(y[n])];
    if (Math.abs(here - lastX) < MIN_STEP && Math.abs(there - lastY) < MIN_STEP) continue;
    points.push(`${here.toFixed(1)} ${there.toFixed(1)}`);
    [lastX, lastY] = [here, there];
  }
  return `M${points.join('L')}`;
}
