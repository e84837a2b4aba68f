import { audibleOf } from './audible.ts';
import { highPass } from './high-pass.ts';
import { measureSubsonic, type Subsonic } from './measure-subsonic.ts';

/** 38 dB down at 5 Hz, 0.4 dB at 20 Hz. */
const CUTOFF_HERTZ = 15;
/** Longest part before the onset that the filter runs over in advance. */
const MAX_LEAD_SECONDS = 0.5;
/** Audible level, relative to the peak, that ends the quiet before a sound: -50 dB. */
const LEAD_RATIO = 0.003;

/** A recording without its content below hearing, and the measure of that. */
export interface Cleaned {
  readonly samples: Float32Array;
  readonly removed: Pick<Subsonic, 'hasOffset' | 'hasRumble' | 'offset' | 'rumble'>;
}

/**
 * Removes DC offset and rumble below 10 Hz from a mono recording: subtracts a constant offset; filters with a high-pass of 15 Hz where
 * there is rumble. A recording without them (`measureSubsonic` has the limits) is returned itself, bit for bit.
 */
export function removeSubsonic(samples: Float32Array, sampleRate: number): Cleaned {
  const removed = measureSubsonic(samples, sampleRate);
  if (!removed.hasOffset && !removed.hasRumble) return { samples, removed };
  const centred = samples.map((x) => x - removed.offset);
  if (!removed.hasRumble) return { samples: centred, removed };
  const lead = leadOf(centred, sampleRate);
  return { samples: highPass(centred, { hertz: CUTOFF_HERTZ, sampleRate, lead }), removed };
}

/** Samples before the sound. */
function leadOf(samples: Float32Array, sampleRate: number): number {
  const audible = audibleOf(samples, sampleRate);
  const peak = audible.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const onset = audible.findIndex((x) => Math.abs(x) > LEAD_RATIO * peak);
  return Math.max(0, Math.min(Math.floor(MAX_LEAD_SECONDS * sampleRate), onset - 1));
}
