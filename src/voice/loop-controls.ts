import type { GrainSettings } from './freeze-loop.ts';
import type { LoopSettings } from './loop-rounds.ts';
import { VOICE_INDEX } from './voice-destinations.ts';

/** Seconds of the past that the scrub moves a frozen window through. */
const FREEZE_REACH_SECONDS = 1;

/** The loop settings of a voice, read live from its control frame. */
export interface LoopControls {
  /** Of a loop of descriptors. */
  readonly descriptors: LoopSettings;
  /** Of a freeze. */
  readonly grains: GrainSettings;
  /** Scrub where the note or the loop was started: a window moves with the scrub from there. */
  scrubOrigin: number;
  /** Frames of the path that plays. */
  frames: number;
}

/** @param values the control frame */
export function createLoopControls(
  values: Readonly<Float64Array>,
  { sampleRate, hop }: { readonly sampleRate: number; readonly hop: number },
): LoopControls {
  const framesPerSecond = sampleRate / hop;
  const controls = {
    scrubOrigin: 0,
    frames: 1,
    descriptors: {
      get window() {
        return (values[VOICE_INDEX.window] / 1000) * framesPerSecond;
      },
      get shift() {
        return (values[VOICE_INDEX.scrub] - controls.scrubOrigin) * (controls.frames - 1);
      },
      get jitter() {
        return values[VOICE_INDEX.jitter];
      },
      get spread() {
        return values[VOICE_INDEX.spread];
      },
    },
    grains: {
      get window() {
        return (values[VOICE_INDEX.window] / 1000) * sampleRate;
      },
      get shift() {
        return (values[VOICE_INDEX.scrub] - controls.scrubOrigin) * FREEZE_REACH_SECONDS * sampleRate;
      },
      get jitter() {
        return values[VOICE_INDEX.jitter];
      },
      get spread() {
        return values[VOICE_INDEX.spread];
      },
    },
  };
  return controls;
}
