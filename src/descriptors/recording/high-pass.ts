/** Q of the two second-order sections of a Butterworth filter of order 4. */
const SECTIONS = [0.541_196_1, 1.306_563];

/**
 * Filters a sound with a Butterworth high-pass of order 4, forwards in time, so that nothing sounds before its onset. The filter
 * starts at rest about the first sample, and runs over the first `lead` samples, mirrored about the first one, before the sound.
 */
export function highPass(
  samples: Float32Array,
  { hertz, sampleRate, lead }: { readonly hertz: number; readonly sampleRate: number; readonly lead: number },
): Float32Array {
  const first = samples[0] ?? 0;
  const before = Float64Array.from({ length: lead }, (_, n) => 2 * first - samples[lead - n]);
  let padded: Float64Array = new Float64Array(lead + samples.length);
  padded.set(before);
  padded.set(samples, lead);
  for (const q of SECTIONS) padded = section(padded, (2 * Math.PI * hertz) / sampleRate, q);
  return Float32Array.from(padded.subarray(lead));
}

/** A high-pass of order 2 by the bilinear transform, in transposed direct form II, at rest about the first sample. */
function section(samples: Float64Array, omega: number, q: number): Float64Array {
  const alpha = Math.sin(omega) / (2 * q);
  const a0 = 1 + alpha;
  const [a1, a2] = [(-2 * Math.cos(omega)) / a0, (1 - alpha) / a0];
  const b0 = (1 + Math.cos(omega)) / 2 / a0;
  const rest = samples[0] ?? 0;
  let [s1, s2] = [-b0 * rest, b0 * rest];
  return samples.map((x) => {
    const y = b0 * x + s1;
    s1 = -2 * b0 * x - a1 * y + s2;
    s2 = b0 * x - a2 * y;
    return y;
  });
}
