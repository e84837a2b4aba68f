/** Taylor's coefficients of sin(2 pi q), odd powers: for |q| <= 1/4 the remainder is under 5e-14. */
const S1: f64 = 6.283185307179586;
const S3: f64 = -41.341702240399755;
const S5: f64 = 81.60524927607504;
const S7: f64 = -76.70585975306136;
const S9: f64 = 42.058693944897655;
const S11: f64 = -15.094642576822984;
const S13: f64 = 3.8199525848482803;
const S15: f64 = -0.7181223017785005;
const S17: f64 = 0.10422916220813984;

/** Cosine of two angles in turns, to 5e-14. The same on every processor, to the bit. */
// @ts-ignore: decorator
@inline
export function cosine(turns: v128): v128 {
  const rest = f64x2.abs(f64x2.sub(turns, f64x2.nearest(turns)));
  const q = f64x2.sub(f64x2.splat(0.25), rest);
  const s = f64x2.mul(q, q);
  let p = f64x2.add(f64x2.mul(s, f64x2.splat(S17)), f64x2.splat(S15));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S13));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S11));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S9));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S7));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S5));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S3));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(S1));
  return f64x2.mul(q, p);
}

/** Sine of two angles in turns. */
// @ts-ignore: decorator
@inline
export function sine(turns: v128): v128 {
  return cosine(f64x2.sub(turns, f64x2.splat(0.25)));
}
