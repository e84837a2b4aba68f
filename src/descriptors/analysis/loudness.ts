/** RMS of `length` samples from `start`, zero-padded outside the sound (librosa's `rms` with zero padding). */
export function frameRms(sound: Float32Array, start: number, length: number): number {
  const from = Math.max(0, start);
  const to = Math.min(sound.length, start + length);
  // Four running sums, because with one each addition would wait for the previous.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    a += sound[i] * sound[i];
    b += sound[i + 1] * sound[i + 1];
    c += sound[i + 2] * sound[i + 2];
    d += sound[i + 3] * sound[i + 3];
  }
  for (; i < to; i++) a += sound[i] * sound[i];
  return Math.sqrt((a + b + c + d) / length);
}
