/** The key of gate 1 among those of notes, which are whole numbers from 0 on. */
export const GATE_KEY = -1;
const NO_KEY = -2;
/** Time after its trigger within which a voice is the last to be stolen: its sound has only begun, seconds. */
const FRESH_SECONDS = 0.05;
/** Age of a voice that has played nothing, samples. */
const LONG_AGO = 1e15;

/** The sounds of the voices. */
export interface SoundingVoices {
  isVoiceSounding(voice: number): boolean;
  /** Its recent peak, linear. */
  levelOf(voice: number): number;
}

/**
 * Assigns voices to what plays them: to the same key the same voice, else the one that has been silent longest, else a sounding one. Of these
 * a released one goes before a held one, then the quietest, then the oldest. Allocates nothing.
 */
export class VoiceAllocator {
  readonly #sounding: SoundingVoices;
  readonly #freshSamples: number;
  /** By voice: key, whether it is held, and the sample of its trigger. */
  readonly #keys: Int32Array;
  readonly #isHeld: Uint8Array;
  readonly #triggeredAt: Float64Array;
  /** Voices in use. */
  #count: number;
  /** The voice of the last rise of gate 1, and of the last note of all. */
  #turn = -1;
  #last = 0;

  constructor(count: number, options: { readonly sounding: SoundingVoices; readonly sampleRate: number }) {
    this.#count = count;
    this.#sounding = options.sounding;
    this.#freshSamples = FRESH_SECONDS * options.sampleRate;
    this.#keys = new Int32Array(count).fill(NO_KEY);
    this.#isHeld = new Uint8Array(count);
    this.#triggeredAt = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** The voice that was triggered last. */
  get last(): number {
    return this.#last;
  }

  get count(): number {
    return this.#count;
  }

  /** Assigns no voice from `count` on any more. */
  limit(count: number): void {
    this.#count = Math.min(Math.max(count, 1), this.#keys.length);
    this.#turn = Math.min(this.#turn, this.#count - 1);
  }

  reset(): void {
    this.#keys.fill(NO_KEY);
    this.#isHeld.fill(0);
    this.#triggeredAt.fill(Number.NEGATIVE_INFINITY);
    this.#turn = -1;
    this.#last = 0;
  }

  /** The voice that a key would be assigned at the sample `now`. */
  choose(key: number, now: number): number {
    for (let v = 0; v < this.#count; v++) if (this.#keys[v] === key) return v;
    let best = 0;
    for (let v = 1; v < this.#count; v++) if (this.#isBefore(v, best, now)) best = v;
    return best;
  }

  /** The voice that a key has; -1 where there is none. */
  voiceOf(key: number): number {
    return this.#keys.indexOf(key);
  }

  /** The voice after that of the last rise of gate 1. */
  get next(): number {
    return (this.#turn + 1) % this.#count;
  }

  /** Assigns a voice to a key, which holds it until `release`. */
  take(key: number, now: number): number {
    return this.#assign(this.choose(key, now), key, now);
  }

  /** Assigns the next voice in turn to gate 1. */
  takeTurn(now: number): number {
    const voice = this.next;
    // The voice before is no longer the one that the gate plays.
    const before = this.voiceOf(GATE_KEY);
    if (before >= 0) this.#forget(before);
    this.#turn = voice;
    return this.#assign(voice, GATE_KEY, now);
  }

  /** Counts rises of gate 1 that were played elsewhere. */
  skipTurns(count: number): void {
    this.#turn = (((this.#turn + count) % this.#count) + this.#count) % this.#count;
  }

  /** Releases a key. @returns its voice, or -1 where another key has taken it */
  release(key: number): number {
    const voice = this.voiceOf(key);
    if (voice >= 0) this.#isHeld[voice] = 0;
    return voice;
  }

  /** Writes a voice's key, whether it is held, and the samples since its trigger to `into[at ...]`. */
  readResidue(voice: number, now: number, into: Float64Array, at: number): void {
    into[at] = this.#keys[voice];
    into[at + 1] = this.#isHeld[voice];
    into[at + 2] = Math.min(now - this.#triggeredAt[voice], LONG_AGO);
  }

  /** Continues after notes that another allocator has assigned: `next` and `last` are its. */
  resume(next: number, last: number): void {
    this.#turn = (next + this.#count - 1) % this.#count;
    this.#last = Math.min(last, this.#count - 1);
  }

  /** @param residue as `readResidue` has written it */
  resumeVoice(voice: number, now: number, [key, isHeld, age]: readonly number[]): void {
    this.#keys[voice] = key;
    this.#isHeld[voice] = isHeld;
    this.#triggeredAt[voice] = age === LONG_AGO ? Number.NEGATIVE_INFINITY : now - age;
  }

  #forget(voice: number): void {
    this.#keys[voice] = NO_KEY;
    this.#isHeld[voice] = 0;
  }

  #assign(voice: number, key: number, now: number): number {
    this.#keys[voice] = key;
    this.#isHeld[voice] = 1;
    this.#triggeredAt[voice] = now;
    this.#last = voice;
    return voice;
  }

  /** Whether a voice is assigned rather than another one. */
  #isBefore(voice: number, other: number, now: number): boolean {
    const [rank, otherRank] = [this.#rankOf(voice, now), this.#rankOf(other, now)];
    if (rank !== otherRank) return rank < otherRank;
    const [at, otherAt] = [this.#triggeredAt[voice], this.#triggeredAt[other]];
    // Silent voices by their age, so that each gets its turn; so do those whose sound has only begun.
    if (rank === 0 || rank === 3) return at < otherAt;
    const [level, otherLevel] = [this.#sounding.levelOf(voice), this.#sounding.levelOf(other)];
    return level === otherLevel ? at < otherAt : level < otherLevel;
  }

  /** 0: silent, 1: released, 2: held, 3: begun only now. */
  #rankOf(voice: number, now: number): number {
    if (!this.#sounding.isVoiceSounding(voice)) return 0;
    if (now - this.#triggeredAt[voice] < this.#freshSamples) return 3;
    return this.#isHeld[voice] === 1 ? 2 : 1;
  }
}
