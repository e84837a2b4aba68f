/**
 * Fades for a note that has to pause because its next hop is late: its last milliseconds, reflected in time and level at the last sample, fade
 * out, so that neither level nor slope jumps; where it goes on, it fades in. Used by one thread.
 */
export class GapFade {
  readonly #length: number;
  /** The last samples of the note, as a ring. */
  readonly #recent: Float32Array;
  #at = 0;
  readonly #tail: Float32Array;
  #tailAt: number;
  #fadeInAt: number;
  #isOpen = false;

  /** @param length samples of a fade */
  constructor(length: number) {
    this.#length = length;
    this.#recent = new Float32Array(length + 1);
    this.#tail = new Float32Array(length);
    this.#tailAt = length;
    this.#fadeInAt = length;
  }

  /** Whether the note pauses. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Gain of the note. */
  get gain(): number {
    return this.#fadeInAt >= this.#length ? 1 : gainAt(this.#fadeInAt, this.#length);
  }

  /** Another note begins: it has no past. A tail that sounds goes on. */
  startNote(): void {
    this.#recent.fill(0);
    this.#fadeInAt = this.#length;
    this.#isOpen = false;
  }

  /** Pauses the note. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const size = this.#recent.length;
    const last = this.#recent[(this.#at + size - 1) % size];
    for (let n = 0; n < this.#length; n++) {
      const left = this.#tailAt + n < this.#length ? this.#tail[this.#tailAt + n] : 0;
      const mirrored = 2 * last - this.#recent[(this.#at + 2 * size - 2 - n) % size];
      this.#tail[n] = left + mirrored * (1 - gainAt(n + 1, this.#length));
    }
    this.#tailAt = 0;
  }

  /** The note goes on. */
  close(): void {
    this.#isOpen = false;
    this.#fadeInAt = 0;
  }

  /** Fades the note's next `count` samples in where it has paused, and remembers them. */
  pass(samples: Float32Array, count: number): void {
    for (let n = 0; n < count; n++) {
      if (this.#fadeInAt < this.#length) samples[n] *= gainAt(this.#fadeInAt++, this.#length);
      this.#recent[this.#at] = samples[n];
      this.#at = (this.#at + 1) % this.#recent.length;
    }
  }

  /** Adds the next `count` samples of the tail to `into` from `from` on. */
  addTail(into: Float32Array, from: number, count: number): void {
    for (let n = 0; n < count && this.#tailAt < this.#length; n++) into[from + n] += this.#tail[this.#tailAt++];
  }

  /** Silences the tail at once. */
  stop(): void {
    this.startNote();
    this.#tailAt = this.#length;
  }
}

/** A rise from 0 to 1 over `length` samples. */
const gainAt = (n: number, length: number): number => 0.5 - 0.5 * Math.cos((Math.PI * n) / length);
