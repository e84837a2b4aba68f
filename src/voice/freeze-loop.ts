import { clamp } from '../numeric/clamp.ts';
import { hash2, uniform } from '../numeric/hash.ts';
import { FreezeRecording } from './freeze-recording.ts';

/** Grains at a time: two alternate, the others fade out. Gates that bounce no faster than 1 ms need 5. */
const GRAINS = 6;
/** Share of a grain that fades in while the one before fades out. */
const FADE_SHARE = 0.25;
/** Shortest grain in samples. */
const MIN_LENGTH = 8;
/** The random streams of start and length, 'jitt' and 'spre' in ASCII. */
const START_STREAM = 0x6a697474;
const LENGTH_STREAM = 0x73707265;

/** How grains are cut; read at each grain's start. */
export interface GrainSettings {
  /** Length in samples, before spread. */
  readonly window: number;
  /** Samples by which the window has moved since the freeze; negative is further into the past. */
  readonly shift: number;
  /** 0-1: how far a grain's start strays, in windows. */
  readonly jitter: number;
  /** 0-1: how far its length strays; at 1 between half and one and a half. */
  readonly spread: number;
}

interface Grain {
  /** Place of its first sample in the recording. */
  start: number;
  length: number;
  fadeIn: number;
  fadeOut: number;
  /** Samples of it so far; -1 when it does not sound. */
  at: number;
  /** Gain after an unfreeze, and its fall a sample. */
  master: number;
  masterStep: number;
}

/** Records a sound and plays grains of its last 1.5 s over and over. */
export class FreezeLoop {
  readonly #recording: FreezeRecording;
  readonly #grains: readonly Grain[] = Array.from({ length: GRAINS }, () => ({
    start: 0,
    length: 0,
    fadeIn: 0,
    fadeOut: 0,
    at: -1,
    master: 1,
    masterStep: 0,
  }));
  #latest = this.#grains[0];
  /** Settings of the freeze; undefined while none is. */
  #settings: GrainSettings | undefined;
  #seed = 0;
  /** The place after the last window, which grains repeat. */
  #end = 0;
  /** Grains since the freeze. */
  #count = 0;
  #firstFadeIn = 0;

  constructor({ sampleRate }: { readonly sampleRate: number }) {
    this.#recording = new FreezeRecording(sampleRate);
  }

  get isFrozen(): boolean {
    return this.#settings !== undefined;
  }

  /** Whether a grain sounds. */
  get isSounding(): boolean {
    for (const grain of this.#grains) if (grain.at >= 0) return true;
    return false;
  }

  /** Whether any of the recording, or of its last `samples`, sounds. */
  hasSound(samples = Number.POSITIVE_INFINITY): boolean {
    const { start, end } = this.#recording;
    return this.#recording.sounds(Math.max(end - samples, start), end - start);
  }

  /** As `FreezeRecording.isEmpty`. */
  get isEmpty(): boolean {
    return this.#recording.isEmpty;
  }

  /** As `FreezeRecording.passSilence`. */
  passSilence(): void {
    this.#recording.passSilence();
  }

  /** Records `from[begin ... end)`; does nothing while frozen. */
  record(from: Float32Array, begin: number, end: number): void {
    if (this.#settings === undefined) this.#recording.add(from, begin, end);
  }

  /**
   * Freezes the recording's last window, or where that is silent the last one that sounded: the first grain starts with the next sample,
   * beside grains that still fade out.
   *
   * @param fadeIn samples over which it fades in, as the sound that it replaces fades out; a quarter of the grain at most
   */
  freeze(settings: GrainSettings, seed: number, fadeIn: number): void {
    this.#settings = settings;
    this.#seed = seed;
    this.#count = 0;
    this.#firstFadeIn = fadeIn;
    const { end } = this.#recording;
    this.#end = this.hasSound(settings.window) ? end : Math.max(this.#recording.findSoundEnd(), 0) || end;
    this.#startGrain(settings);
  }

  /** Fades all grains over `samples`; recording goes on. */
  unfreeze(samples: number): void {
    if (this.#settings === undefined) return;
    this.#settings = undefined;
    this.#recording.resume(samples);
    for (const grain of this.#grains) if (grain.masterStep === 0) grain.masterStep = 1 / samples;
  }

  /** Silences all grains and clears the recording. */
  clear(): void {
    this.#settings = undefined;
    this.#recording.clear();
    for (const grain of this.#grains) grain.at = -1;
  }

  /** Adds the next samples to `into[begin ... end)`. */
  add(into: Float32Array, begin: number, end: number): void {
    const settings = this.#settings;
    for (let n = begin; n < end; n++) {
      if (settings !== undefined && this.#latest.at >= this.#latest.length - this.#latest.fadeOut) {
        this.#startGrain(settings);
      }
      for (let g = 0; g < GRAINS; g++) {
        const grain = this.#grains[g];
        if (grain.at < 0) continue;
        grain.master -= grain.masterStep;
        if (grain.master <= 0) {
          grain.at = -1;
          continue;
        }
        into[n] += grain.master * gainOf(grain) * this.#recording.at(grain.start + grain.at);
        grain.at = grain.at + 1 < grain.length ? grain.at + 1 : -1;
      }
    }
  }

  /** Starts the next grain with the next sample. */
  #startGrain({ window, shift, jitter, spread }: GrainSettings): void {
    const stray = 2 * uniform(hash2(this.#seed, START_STREAM), this.#count) - 1;
    const stretch = uniform(hash2(this.#seed, LENGTH_STREAM), this.#count) - 0.5;
    const isFirst = this.#count++ === 0;
    const before = this.#latest;
    const { start } = this.#recording;
    const end = this.#end;
    const grain = this.#findFree();
    grain.length = Math.max(Math.round(window * (isFirst ? 1 : 1 + spread * stretch)), MIN_LENGTH);
    const wanted = end - window + shift + (isFirst ? 0 : jitter * stray * window);
    const last = end - grain.length;
    grain.start = Math.round(clamp(wanted, start, last));
    // A window that has moved into silence goes back to the last one that sounds.
    if (!isFirst && !this.#recording.sounds(grain.start, grain.length)) grain.start = Math.round(last);
    grain.fadeIn = isFirst ? Math.min(this.#firstFadeIn, Math.round(FADE_SHARE * grain.length)) : before.fadeOut;
    grain.fadeOut = Math.min(Math.round(FADE_SHARE * grain.length), grain.length - grain.fadeIn);
    grain.at = 0;
    grain.master = 1;
    grain.masterStep = 0;
    this.#latest = grain;
  }

  /** A grain that does not sound, or else the quietest one. */
  #findFree(): Grain {
    let quietest = this.#grains[0];
    for (const grain of this.#grains) {
      if (grain.at < 0) return grain;
      if (grain.master < quietest.master) quietest = grain;
    }
    return quietest;
  }
}

/** Equal power: the squares of the gains of two grains that cross sum to 1. */
function gainOf({ at, length, fadeIn, fadeOut }: Grain): number {
  const left = length - at;
  const rise = at < fadeIn ? Math.sin((Math.PI / 2) * ((at + 0.5) / fadeIn)) : 1;
  return left <= fadeOut ? rise * Math.sin((Math.PI / 2) * ((left - 0.5) / fadeOut)) : rise;
}
