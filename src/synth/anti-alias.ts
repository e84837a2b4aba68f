/** How much of a partial is left `x` widths below the fading frequency: a logistic curve, 0 or 1 where the rest is under 3e-9. */
export function antiAliasFade(x: number): number {
  if (x > 20) return 1;
  return x < -20 ? 0 : 1 / (1 + Math.exp(-x));
}
