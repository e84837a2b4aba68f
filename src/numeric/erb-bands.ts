/** Returns the edges of `count` bands in Hz, evenly spaced on the ERB-rate scale (Glasberg and Moore, 1990): `count + 1` values. */
export function erbBands(lowHz: number, highHz: number, count: number): Float64Array {
  const low = erbRate(lowHz);
  const step = (erbRate(highHz) - low) / count;
  return Float64Array.from({ length: count + 1 }, (_, b) => (10 ** ((low + step * b) / 21.4) - 1) / 0.00437);
}

/** Returns the index of the band that contains `hz`; -1 below all bands, the number of bands above them. */
export function bandOf(edges: Float64Array, hz: number): number {
  let band = -1;
  while (band + 1 < edges.length && edges[band + 1] <= hz) band++;
  return band;
}

const erbRate = (hz: number): number => 21.4 * Math.log10(1 + 0.00437 * hz);
