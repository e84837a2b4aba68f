import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { Synthesizer } from '../model/synthesis.ts';

/** One trigger's sound, from its first sample to its last: hops of the network's numbers in, samples out. */
export interface Note {
  /** False before its start and after its last sample. */
  readonly isActive: boolean;
  /** Samples that it can render before it needs the next hop; Infinity while it needs none. */
  readonly samplesLeft: number;
  /** Starts over with the next sample; `f0` is the pitch in Hz there. */
  start(seed: number, f0: number): void;
  /**
   * Gives it the next hop.
   *
   * @param y the network's output, copied
   * @param level linear levels, one a sub-frame, copied
   * @param f0 pitch in Hz at the hop's end
   * @param timbre what it is made of, read before this returns
   */
  feed(y: Float32Array, level: Float32Array, f0: number, timbre: TimbreMix): void;
  /** Gives it a hop of silence: what sounds fades within a sub-frame. */
  feedSilence(): void;
  /** The sound is over: what sounds fades within a sub-frame, and the filters run empty. */
  end(): void;
  /** False once it fades or ends: nothing more will be asked of the network for it. */
  readonly isHeld: boolean;
  /**
   * Fades over `samples` from where it stands, on what it was fed last, then stops. A fade under way is not made longer.
   *
   * @param heard 0-1: how much of it was heard, where something else has faded it; the fade begins there. Default 1
   */
  fadeOut(samples: number, heard?: number): void;
  /** Moves on by a hop to pitch `f0` without a sound, as if it had been rendered. */
  skipHop(f0: number): void;
  /** Adds its next `count` samples, at most `left`, to `into` from `at` on; pitch is multiplied by `ratio`. */
  add(into: Float32Array, at: number, count: number, ratio: number): void;
  /** Silent at once. */
  stop(): void;
}

export function createNote(family: Synthesizer, hop: number): Note {
  const { subframes, outputSize } = family;
  const length = hop / subframes;
  const synthesis = family.createSynthesis();
  const y = new Float32Array(outputSize);
  const parts = Array.from({ length: subframes }, (_, j) =>
    y.subarray((j * outputSize) / subframes, ((j + 1) * outputSize) / subframes),
  );
  const level = new Float32Array(subframes);
  const samples = new Float32Array(length);
  /** Sub-frames that the hop still has, and samples that the rendered sub-frame still has. */
  let subframesLeft = 0;
  let samplesLeft = 0;
  let isActive = false;
  let isSilent = false;
  let isEnding = false;
  let f0 = 0;
  let f0Start = 0;
  let f0End = 0;
  let ratioBefore = 1;
  let fadeLength = 0;
  let fadeAt = 0;
  let fadeFrom = 1;

  /** Where a fade stands. */
  const fadeGain = (): number =>
    fadeLength === 0 ? 1 : fadeFrom * (0.5 + 0.5 * Math.cos((Math.PI * fadeAt) / fadeLength));

  const start = (seed: number, pitch: number): void => {
    synthesis.reset(seed);
    f0 = pitch;
    subframesLeft = 0;
    samplesLeft = 0;
    isActive = true;
    isSilent = false;
    isEnding = false;
    fadeLength = 0;
    fadeFrom = 1;
    ratioBefore = Number.NaN;
  };

  function begin(isRest: boolean, pitch: number): void {
    isSilent = isRest;
    f0Start = f0;
    f0End = pitch;
    f0 = pitch;
    subframesLeft = subframes;
  }

  function renderSubframe(ratio: number): void {
    if (Number.isNaN(ratioBefore)) ratioBefore = ratio;
    // A fading sound that is fed no more holds its last sub-frame.
    const isHeld = subframesLeft === 0;
    const j = isHeld ? subframes - 1 : subframes - subframesLeft;
    const slope = isHeld ? 0 : (f0End - f0Start) / subframes;
    const from = (isHeld ? f0End : f0Start + slope * j) * ratioBefore;
    const to = (isHeld ? f0End : f0Start + slope * (j + 1)) * ratio;
    if (isSilent) synthesis.release(to, ratio, samples);
    else synthesis.render(parts[j], level[j], from, to, ratio, samples);
    ratioBefore = ratio;
    if (!isHeld) subframesLeft--;
    samplesLeft = length;
  }

  return {
    get isActive() {
      return isActive;
    },
    get isHeld() {
      return isActive && !isEnding && fadeLength === 0;
    },
    get samplesLeft() {
      return fadeLength > 0 ? Number.POSITIVE_INFINITY : subframesLeft * length + samplesLeft;
    },
    start,
    feed: (nextY, nextLevel, pitch, timbre) => {
      synthesis.setTimbre(timbre);
      y.set(nextY);
      level.set(nextLevel);
      begin(false, pitch);
    },
    feedSilence: () => begin(true, f0),
    end: () => {
      begin(true, f0);
      isEnding = true;
    },
    fadeOut: (samples, heard = 1) => {
      if (!isActive) return;
      if (heard === 0) isActive = false;
      if (fadeLength > 0 && fadeLength - fadeAt <= samples) {
        fadeFrom *= heard;
        return;
      }
      fadeFrom = heard * fadeGain();
      fadeLength = samples;
      fadeAt = 0;
    },
    skipHop: (pitch) => {
      synthesis.skip(f0, pitch, hop);
      f0 = pitch;
    },
    stop: () => {
      isActive = false;
    },
    add: (into, at, count, ratio) => {
      for (let done = 0; done < count && isActive; ) {
        if (samplesLeft === 0) renderSubframe(ratio);
        const run = Math.min(samplesLeft, count - done);
        const from = length - samplesLeft;
        if (fadeLength === 0) {
          for (let n = 0; n < run; n++) into[at + done + n] += samples[from + n];
        } else {
          for (let n = 0; n < run; n++) {
            if (fadeAt >= fadeLength) break;
            fadeAt++;
            into[at + done + n] += samples[from + n] * fadeGain();
          }
          if (fadeAt >= fadeLength) isActive = false;
        }
        samplesLeft -= run;
        done += run;
        if (isEnding && subframesLeft === 0 && samplesLeft === 0) isActive = false;
      }
    },
  };
}
