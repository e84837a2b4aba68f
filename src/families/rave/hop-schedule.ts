import type { FrameTiming } from '../../model/timing.ts';
import { filterReach } from './rate-filter.ts';

/** When the decoder runs: a pure function of the frames since a note's start. The input of the network and its stream both read it. */
export interface HopSchedule {
  /** The decoder's hop and sample rate; frames of the sets. */
  readonly decoder: FrameTiming;
  readonly frame: FrameTiming;
  /** Samples of the decoder a sample that is played. */
  readonly ratio: number;
  /** Samples of the decoder on either side of a played one that its rate conversion reads; 0 at the same rate. */
  readonly reach: number;
  /** Hops of the decoder a frame. */
  readonly hopsPerFrame: number;
  /** Runs before the first frame: the decoder's delay passes in them. */
  readonly startRuns: number;
  /** The most runs in one frame, or before the first. */
  readonly maxRuns: number;
  /** The decoder's sample, not always a whole one, that is played first in the frame after `frames`. */
  positionAt(frames: number): number;
  /** Runs that the first `frames` frames need, with those of the start. */
  runsBy(frames: number): number;
}

/** @param delay samples by which the decoder's output lags behind its latents */
export function createHopSchedule(decoder: FrameTiming, frame: FrameTiming, delay: number): HopSchedule {
  const ratio = decoder.sampleRate / frame.sampleRate;
  const reach = filterReach(ratio);
  const startRuns = Math.max(Math.ceil(delay / decoder.hop), 1);
  const positionAt = (frames: number): number => delay + ratio * frame.hop * frames;
  return {
    decoder,
    frame,
    ratio,
    reach,
    hopsPerFrame: (ratio * frame.hop) / decoder.hop,
    startRuns,
    maxRuns: Math.max(startRuns, Math.ceil((ratio * frame.hop + reach) / decoder.hop) + 1),
    positionAt,
    runsBy: (frames) => {
      if (frames === 0) return startRuns;
      const last = Math.floor(positionAt(frames) - ratio);
      return Math.max(Math.ceil((last + reach + 1) / decoder.hop), startRuns);
    },
  };
}
