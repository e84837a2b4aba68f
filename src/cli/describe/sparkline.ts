const BARS = '▁▂▃▄▅▆▇█';

/** Draws a curve in `width` characters: each is the mean of its part, scaled from the minimum to the maximum; a space without finite values. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const part = values.slice(from, to).filter(Number.isFinite);
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
  const finite = means.filter(Number.isFinite);
  const min = Math.min(...finite);
  const span = Math.max(...finite) - min;
  return means.map((x) => bar(x, min, span)).join('');
}

function bar(x: number, min: number, span: number): string {
  if (!Number.isFinite(x)) return ' ';
  const share = span > 0 ? (x - min) / span : 0;
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
}
