/** A number with so many decimals, as `toFixed`, where what rounds to nothing is `0` and never `-0`. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}
