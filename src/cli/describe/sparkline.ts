const BARS = '▁▂▃▄▅▆▇█';

/** A curve in `width` characters: the mean of each part between the curve's least and greatest value; a space where nothing is finite. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const part = values.slice(from, to).filter(Number.isFinite);
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
  const finite = means.filter(Number.isFinite);
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  return means.map((x) => bar(x, least, span)).join('');
}

function bar(x: number, least: number, span: number): string {
  if (!Number.isFinite(x)) return ' ';
  const share = span > 0 ? (x - least) / span : 0;
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
}
