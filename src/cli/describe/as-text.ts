import type { Analysis } from '../../descriptors/analysis/analyse.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { Recording } from '../../descriptors/recording/load-recording.ts';

/** Nine digits represent a 32-bit float exactly. */
const shorten = (x: number): number => Number(x.toPrecision(9));

/** Formats an analysis as JSON, one line, in natural units, with what was removed from the recording (0: nothing) and its warnings. */
export function asJson(
  { analysis, frames, curves, f0Confidence }: Analysis,
  { removed, warnings }: Pick<Recording, 'removed' | 'warnings'>,
): string {
  const { sampleRate, hop, windows } = analysis;
  const descriptors = Object.fromEntries(DESCRIPTORS.map((name) => [name, Array.from(curves[name], shorten)]));
  return JSON.stringify({
    analysis: { sampleRate, hop, windows },
    frames,
    descriptors,
    f0Confidence: Array.from(f0Confidence, shorten),
    removed: {
      offset: removed.hasOffset ? shorten(removed.offset) : 0,
      rumble: removed.hasRumble ? shorten(removed.rumble) : 0,
    },
    warnings,
  });
}

/** Formats an analysis as CSV, one line for each frame: its number, its centre in seconds, the descriptors, the confidence of f0. */
export function asCsv({ analysis, frames, curves, f0Confidence }: Analysis): string {
  const lines = [['frame', 'seconds', ...DESCRIPTORS, 'f0Confidence'].join(',')];
  for (let k = 0; k < frames; k++) {
    const seconds = (k * analysis.hop) / analysis.sampleRate;
    const values = [seconds, ...DESCRIPTORS.map((name) => curves[name][k]), f0Confidence[k]];
    lines.push([k, ...values.map(shorten)].join(','));
  }
  return lines.join('\n');
}
