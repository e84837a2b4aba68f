import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import { createSubframe, SUBFRAME, type Synthesis, type Synthesizer } from '../model/synthesis.ts';

/** The pitch ratio of a note as its path has it. */
export const UNCHANGED_PITCH: Float64Array = Float64Array.of(1);

/** Share of the way of a level that glides, a sample: 63 % within 1.5 ms. */
const GLIDE_SHARE = 1 / 64;

/** One note from its first sample to its last: hops of network output in, samples out. */
export class Note {
  readonly #synthesis: Synthesis;
  readonly #hop: number;
  readonly #subframes: number;
  /** Samples a sub-frame. */
  readonly #length: number;
  /** The present hop: network output, whole and by sub-frame, and levels. */
  readonly #output: Float32Array;
  readonly #parts: readonly Float32Array[];
  readonly #level: Float32Array;
  /** The present sub-frame. */
  readonly #samples: Float32Array;
  readonly #subframe = createSubframe();
  /** Sub-frames left of the hop, and samples left of the sub-frame. */
  #subframesLeft = 0;
  #samplesLeft = 0;
  #isActive = false;
  /** Whether the present hop is silence. */
  #isSilent = false;
  #isEnding = false;
  /** Pitch in Hz: of the last hop's end, and of the present one's start and end. */
  #f0 = 0;
  #f0Start = 0;
  #f0End = 0;
  /** Pitch ratio of the sub-frame before; NaN before the first one. */
  #ratioBefore = 1;
  /** Length of a fade, 0 without one; samples of it so far; gain at its start. */
  #fadeLength = 0;
  #fadeAt = 0;
  #fadeFrom = 1;
  /** Factors on pitch and level that are its own. */
  #ownRatio = 1;
  #ownGain = 1;
  /** Where its level glides to. */
  #gainTo = 1;

  constructor(synthesizer: Synthesizer, hop: number) {
    const { subframes, outputSize } = synthesizer;
    this.#synthesis = synthesizer.createSynthesis();
    this.#hop = hop;
    this.#subframes = subframes;
    this.#length = hop / subframes;
    this.#output = new Float32Array(outputSize);
    this.#parts = Array.from({ length: subframes }, (_, j) =>
      this.#output.subarray((j * outputSize) / subframes, ((j + 1) * outputSize) / subframes),
    );
    this.#level = new Float32Array(subframes);
    this.#samples = new Float32Array(this.#length);
  }

  /** False before its start and after its last sample. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** False once it fades or ends: it needs no hop any more. */
  get isHeld(): boolean {
    return this.#isActive && !this.#isEnding && this.#fadeLength === 0;
  }

  /** Samples that it can render before it needs the next hop; Infinity while it needs none. */
  get samplesLeft(): number {
    return this.#fadeLength > 0 ? Number.POSITIVE_INFINITY : this.#subframesLeft * this.#length + this.#samplesLeft;
  }

  /** Gives it a pitch and a level of its own, as factors on what plays all notes. Call before its first sample. */
  tune(ratio: number, gain: number): void {
    this.#ownRatio = ratio;
    this.#ownGain = gain;
    this.#gainTo = gain;
  }

  /** Moves to another pitch and level: within a sub-frame, and a few milliseconds. */
  glide(ratio: number, gain: number): void {
    this.#ownRatio = ratio;
    this.#gainTo = gain;
  }

  /** Keeps pitch and level as they are where the factors of all notes are divided by these. */
  rebase(ratio: number, gain: number): void {
    this.#ownRatio *= ratio;
    this.#ownGain *= gain;
    this.#gainTo *= gain;
  }

  /** Starts over with the next sample; `f0` is the pitch in Hz there. */
  start(seed: number, f0: number): void {
    this.#synthesis.reset(seed);
    this.#f0 = f0;
    this.#subframesLeft = 0;
    this.#samplesLeft = 0;
    this.#isActive = true;
    this.#isSilent = false;
    this.#isEnding = false;
    this.#fadeLength = 0;
    this.#fadeFrom = 1;
    this.#ratioBefore = Number.NaN;
  }

  /**
   * Takes the next hop.
   *
   * @param output the network's, copied
   * @param level linear levels, one a sub-frame, copied
   * @param f0 pitch in Hz at the hop's end
   * @param timbre the mix at the hop's end, read before this returns
   */
  feed(output: Float32Array, level: Float32Array, f0: number, timbre: TimbreMix): void {
    this.#synthesis.setTimbre(timbre);
    this.#output.set(output);
    this.#level.set(level);
    this.#startHop(false, f0);
  }

  /** Takes a hop of silence: the note fades within a sub-frame. */
  feedSilence(): void {
    this.#startHop(true, this.#f0);
  }

  /** Ends the note: it fades within a sub-frame, and the filters run empty. */
  end(): void {
    this.#startHop(true, this.#f0);
    this.#isEnding = true;
  }

  /**
   * Fades over `samples` from the present gain, on the last hop it was fed, then stops. A fade under way is not made longer.
   *
   * @param currentGain 0-1: gain at which the caller mixes the note; the fade begins there. Default 1
   */
  fadeOut(samples: number, currentGain = 1): void {
    if (!this.#isActive) return;
    if (currentGain === 0) this.#isActive = false;
    if (this.#fadeLength > 0 && this.#fadeLength - this.#fadeAt <= samples) {
      this.#fadeFrom *= currentGain;
      return;
    }
    this.#fadeFrom = currentGain * this.#fadeGain();
    this.#fadeLength = samples;
    this.#fadeAt = 0;
  }

  /** Advances by a hop to pitch `f0` without a sound, as if it had been rendered. */
  skipHop(f0: number): void {
    this.#synthesis.skip(this.#f0, f0, this.#hop);
    this.#f0 = f0;
  }

  /** Silences the note at once. */
  stop(): void {
    this.#isActive = false;
  }

  /** Adds the next `count` samples, at most `samplesLeft`, to `into` from `at` on; pitch is multiplied by `ratio[0]`. */
  add(into: Float32Array, at: number, count: number, ratio: Float64Array): void {
    for (let done = 0; done < count && this.#isActive; ) {
      if (this.#samplesLeft === 0) this.#renderSubframe(ratio);
      const run = Math.min(this.#samplesLeft, count - done);
      this.#addSamples(into, at + done, run);
      this.#samplesLeft -= run;
      done += run;
      if (this.#isEnding && this.#subframesLeft === 0 && this.#samplesLeft === 0) this.#isActive = false;
    }
  }

  /** Adds the next `count` samples of the sub-frame, faded. */
  #addSamples(into: Float32Array, at: number, count: number): void {
    const samples = this.#samples;
    const from = this.#length - this.#samplesLeft;
    const gain = this.#ownGain === this.#gainTo ? this.#ownGain : this.#glideOver(from, count);
    if (this.#fadeLength === 0) {
      for (let n = 0; n < count; n++) into[at + n] += samples[from + n] * gain;
      return;
    }
    for (let n = 0; n < count && this.#fadeAt < this.#fadeLength; n++) {
      this.#fadeAt++;
      into[at + n] += samples[from + n] * this.#fadeGain() * gain;
    }
    if (this.#fadeAt >= this.#fadeLength) this.#isActive = false;
  }

  /** Multiplies samples of the sub-frame by a level that glides. @returns the factor that is left */
  #glideOver(from: number, count: number): number {
    for (let n = from; n < from + count; n++) {
      this.#ownGain += GLIDE_SHARE * (this.#gainTo - this.#ownGain);
      this.#samples[n] *= this.#ownGain;
    }
    if (Math.abs(this.#ownGain - this.#gainTo) < 1e-5 * this.#gainTo) this.#ownGain = this.#gainTo;
    return 1;
  }

  #fadeGain(): number {
    if (this.#fadeLength === 0) return 1;
    return this.#fadeFrom * (0.5 + 0.5 * Math.cos((Math.PI * this.#fadeAt) / this.#fadeLength));
  }

  #startHop(isSilent: boolean, f0: number): void {
    this.#isSilent = isSilent;
    this.#f0Start = this.#f0;
    this.#f0End = f0;
    this.#f0 = f0;
    this.#subframesLeft = this.#subframes;
  }

  #renderSubframe(ratioOfAll: Float64Array): void {
    const ratio = ratioOfAll[0] * this.#ownRatio;
    if (Number.isNaN(this.#ratioBefore)) this.#ratioBefore = ratio;
    const subframes = this.#subframes;
    const f0Start = this.#f0Start;
    const f0End = this.#f0End;
    // A note that fades and is fed no more holds its last sub-frame.
    const isHeld = this.#subframesLeft === 0;
    const j = isHeld ? subframes - 1 : subframes - this.#subframesLeft;
    const slope = isHeld ? 0 : (f0End - f0Start) / subframes;
    const subframe = this.#subframe;
    subframe[SUBFRAME.level] = this.#level[j];
    subframe[SUBFRAME.f0Start] = (isHeld ? f0End : f0Start + slope * j) * this.#ratioBefore;
    subframe[SUBFRAME.f0End] = (isHeld ? f0End : f0Start + slope * (j + 1)) * ratio;
    subframe[SUBFRAME.ratio] = ratio;
    if (this.#isSilent) this.#synthesis.release(subframe, this.#samples);
    else this.#synthesis.render(this.#parts[j], subframe, this.#samples);
    this.#ratioBefore = ratio;
    if (!isHeld) this.#subframesLeft--;
    this.#samplesLeft = this.#length;
  }
}
