/** Shares that sum to 1 as whole percentages that sum to 100: what rounding leaves goes to those that lost most by it. */
export function percentages(shares: readonly number[]): number[] {
  const whole = shares.map((share) => Math.floor(100 * share));
  const lost = shares.map((share, n) => 100 * share - (whole[n] ?? 0));
  const order = lost.map((_, n) => n).sort((a, b) => (lost[b] ?? 0) - (lost[a] ?? 0) || a - b);
  const missing = shares.length === 0 ? 0 : 100 - whole.reduce((sum, one) => sum + one, 0);
  for (let n = 0; n < missing; n++) {
    const at = order[n % order.length] ?? 0;
    whole[at] = (whole[at] ?? 0) + 1;
  }
  return whole;
}
