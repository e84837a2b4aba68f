/**
 * Writes `length` float32 samples, a multiple of 8, as int16 over the whole range of int16; returns the factor that restores the samples.
 * Silence stays silence.
 */
export function quantise(length: usize, from: usize, into: usize): f32 {
  let most = f32x4.splat(0);
  for (let at = from; at < from + (length << 2); at += 16) most = f32x4.max(most, f32x4.abs(v128.load(at)));
  const peak = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  const steps = f32x4.splat(32767 / peak);
  for (let n: usize = 0; n < length; n += 8) {
    const low = f32x4.nearest(f32x4.mul(v128.load(from + (n << 2)), steps));
    const high = f32x4.nearest(f32x4.mul(v128.load(from + (n << 2), 16), steps));
    v128.store(into + (n << 1), i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high)));
  }
  return peak / 32767;
}
