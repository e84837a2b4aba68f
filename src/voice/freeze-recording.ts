/** A sample is silence 40 dB below the loudest of the recording, or below -54 dBFS; every eighth one is looked at. */
const SILENT_SHARE = 0.01;
const SILENT_LEVEL = 0.002;
const STRIDE = 8;
/** Below it, a sample of a recording is nothing that grains could repeat. */
const NOTHING = 1e-9;
/** Length of the recording, seconds. */
const SECONDS = 1.5;

/** A ring buffer of the last 1.5 s. Places are running counts of samples. */
export class FreezeRecording {
  readonly #buffer: Float32Array;
  readonly #mask: number;
  #end = 0;
  /** Place of the last pause, and samples over which the recording after it is joined to the one before. */
  #seam = 0;
  #seamLength = 0;

  constructor(sampleRate: number) {
    const size = 2 ** Math.ceil(Math.log2(SECONDS * sampleRate));
    this.#buffer = new Float32Array(size);
    this.#mask = size - 1;
  }

  /** The first place that is still in the buffer. */
  get start(): number {
    return this.#end - Math.min(this.#end, this.#buffer.length);
  }

  /** The place after the last sample. */
  get end(): number {
    return this.#end;
  }

  at(place: number): number {
    return this.#buffer[place & this.#mask];
  }

  /** The place after the last sound in the recording; -1 when all of it is silent. */
  findSoundEnd(): number {
    const threshold = this.#threshold();
    for (let place = this.#end - 1; place >= this.start; place -= STRIDE) {
      if (Math.abs(this.at(place)) > threshold) return place + 1;
    }
    return -1;
  }

  /** Whether the whole recording is silence. */
  get isEmpty(): boolean {
    for (let place = this.start; place < this.#end; place++) if (Math.abs(this.at(place)) > NOTHING) return false;
    return true;
  }

  /** Whether any of the `length` samples from `place` sounds. */
  sounds(place: number, length: number): boolean {
    const threshold = this.#threshold();
    const end = Math.min(place + length, this.#end);
    for (let n = Math.max(place, this.start); n < end; n += STRIDE) if (Math.abs(this.at(n)) > threshold) return true;
    return false;
  }

  #threshold(): number {
    let loudest = 0;
    for (let n = this.start; n < this.#end; n += STRIDE) loudest = Math.max(loudest, Math.abs(this.at(n)));
    return Math.max(SILENT_SHARE * loudest, SILENT_LEVEL);
  }

  /** Records `from[begin ... end)`. */
  add(from: Float32Array, begin: number, end: number): void {
    const buffer = this.#buffer;
    for (let n = begin; n < end; n++) {
      const i = this.#end - this.#seam;
      buffer[this.#end & this.#mask] = i < this.#seamLength ? this.#joinAt(i, from[n]) : from[n];
      this.#end++;
    }
  }

  /** Records silence of the length of the buffer, which is empty. */
  passSilence(): void {
    this.#end += this.#buffer.length;
  }

  /** Joins the samples that follow, after a pause, to those before over `samples`. */
  resume(samples: number): void {
    this.#seam = this.#end;
    this.#seamLength = samples;
  }

  clear(): void {
    this.#end = 0;
    this.#seam = 0;
    this.#seamLength = 0;
  }

  /** Fades from the recording before the seam, played backwards from it and thus without a step, to the new one. */
  #joinAt(i: number, sample: number): number {
    const angle = (Math.PI / 2) * ((i + 0.5) / this.#seamLength);
    return Math.cos(angle) * this.at(this.#seam - 1 - i) + Math.sin(angle) * sample;
  }
}
