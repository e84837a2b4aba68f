/** Converts shares that sum to 1 to whole percentages that sum to 100 (largest remainder method). */
export function percentages(shares: readonly number[]): number[] {
  const whole = shares.map((share) => Math.floor(100 * share));
  const remainders = shares.map((share, n) => 100 * share - (whole[n] ?? 0));
  const order = remainders.map((_, n) => n).sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b);
  const missing = shares.length === 0 ? 0 : 100 - whole.reduce((sum, one) => sum + one, 0);
  for (let n = 0; n < missing; n++) {
    const at = order[n % order.length] ?? 0;
    whole[at] = (whole[at] ?? 0) + 1;
  }
  return whole;
}
