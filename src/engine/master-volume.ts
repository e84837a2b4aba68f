/**
 * The gain of the whole output. A change is a straight line over `rampFrames`; at a gain of 1 samples are not touched. Audio thread.
 */
export class MasterVolume {
  readonly #rampFrames: number;
  #gain: number;
  #target: number;
  #step = 0;

  /** @param gain 0 to 1 */
  constructor(gain: number, rampFrames: number) {
    this.#gain = gain;
    this.#target = gain;
    this.#rampFrames = rampFrames;
  }

  /** @param gain 0 to 1, reached after the ramp */
  set(gain: number): void {
    this.#target = gain;
    this.#step = (gain - this.#gain) / this.#rampFrames;
  }

  apply(samples: Float32Array): void {
    if (this.#gain === 1 && this.#target === 1) return;
    for (let i = 0; i < samples.length; i++) {
      if (this.#gain !== this.#target) {
        this.#gain += this.#step;
        if (this.#step >= 0 ? this.#gain >= this.#target : this.#gain <= this.#target) this.#gain = this.#target;
      }
      samples[i] *= this.#gain;
    }
  }
}
