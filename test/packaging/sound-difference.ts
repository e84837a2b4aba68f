import { loadSound } from '../../src/descriptors/sound-file.ts';

/** The peak of a sound file, and its largest difference from another one of the same length. */
export async function soundDifference(
  expectedFile: string,
  actualFile: string,
): Promise<{ readonly peak: number; readonly worst: number }> {
  const [expected, actual] = await Promise.all([loadSound(expectedFile), loadSound(actualFile)]);
  if (expected.samples.length !== actual.samples.length) return { peak: 0, worst: Number.POSITIVE_INFINITY };
  let [peak, worst] = [0, 0];
  for (const [i, value] of expected.samples.entries()) {
    peak = Math.max(peak, Math.abs(value));
    worst = Math.max(worst, Math.abs(value - actual.samples[i]));
  }
  return { peak, worst };
}
