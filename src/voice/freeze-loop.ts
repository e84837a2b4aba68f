import { clamp } from '../numeric/clamp.ts';
import { hash2, uniform } from '../numeric/hash.ts';

/** Length of the recording that can be frozen, seconds. */
const BUFFER_SECONDS = 1.5;
/** Grains at a time: two alternate, the others fade out. Gates that bounce no faster than 1 ms need 5. */
const GRAINS = 6;
/** Share of a grain that fades in while the one before fades out. */
const FADE_SHARE = 0.25;
const START_STREAM = 0x6a697474; // 'jitt'
const LENGTH_STREAM = 0x73707265; // 'spre'

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

/** Records a sound and plays grains of its last 1.5 s over and over. */
export interface FreezeLoop {
  readonly isFrozen: boolean;
  /** Records `from[begin ... end)`; does nothing while frozen. */
  record(from: Float32Array, begin: number, end: number): void;
  /**
   * Freezes the recording: the first grain starts with the next sample, beside grains that still fade out.
   *
   * @param fadeIn samples over which it fades in, as the sound that it replaces fades out; a quarter of the grain at most
   */
  freeze(settings: GrainSettings, seed: number, fadeIn: number): void;
  /** Fades all grains over `samples`; recording goes on. */
  unfreeze(samples: number): void;
  /** Silences all grains and clears the recording. */
  clear(): void;
  /** Whether a grain sounds. */
  readonly isSounding: boolean;
  /** Adds the next samples to `into[begin ... end)`. */
  add(into: Float32Array, begin: number, end: number): void;
}

interface Grain {
  /** Place of its first sample in the recording, a running count. */
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

export function createFreezeLoop({ sampleRate }: { readonly sampleRate: number }): FreezeLoop {
  const size = 2 ** Math.ceil(Math.log2(BUFFER_SECONDS * sampleRate));
  const buffer = new Float32Array(size);
  const grains: Grain[] = Array.from({ length: GRAINS }, () => ({
    start: 0,
    length: 0,
    fadeIn: 0,
    fadeOut: 0,
    at: -1,
    master: 1,
    masterStep: 0,
  }));
  let written = 0;
  let settings: GrainSettings | undefined;
  let seed = 0;
  let count = 0;
  let firstFadeIn = 0;
  /** Where recording went on after a freeze, and over how many samples it is joined to the recording before. */
  let seam = 0;
  let seamLength = 0;
  let latest = grains[0];

  /** A grain that does not sound, or else the quietest one. */
  function findFree(): Grain {
    let quietest = grains[0];
    for (const grain of grains) {
      if (grain.at < 0) return grain;
      if (grain.master < quietest.master) quietest = grain;
    }
    return quietest;
  }

  /** Starts the next grain with the next sample. */
  function begin(from: GrainSettings): void {
    const stray = 2 * uniform(hash2(seed, START_STREAM), count) - 1;
    const stretch = uniform(hash2(seed, LENGTH_STREAM), count) - 0.5;
    const isFirst = count++ === 0;
    const before = latest;
    const grain = findFree();
    grain.length = Math.max(Math.round(from.window * (isFirst ? 1 : 1 + from.spread * stretch)), 8);
    const reach = Math.min(written, size);
    const wanted = written - from.window + from.shift + (isFirst ? 0 : from.jitter * stray * from.window);
    grain.start = Math.round(clamp(wanted, written - reach, written - grain.length));
    grain.fadeIn = isFirst ? Math.min(firstFadeIn, Math.round(FADE_SHARE * grain.length)) : before.fadeOut;
    grain.fadeOut = Math.min(Math.round(FADE_SHARE * grain.length), grain.length - grain.fadeIn);
    grain.at = 0;
    grain.master = 1;
    grain.masterStep = 0;
    latest = grain;
  }

  /** Fades from the recording before the seam, played backwards from it and thus without a step, to the new one. */
  function joinAt(i: number, sample: number): number {
    const angle = (Math.PI / 2) * ((i + 0.5) / seamLength);
    return Math.cos(angle) * buffer[(seam - 1 - i) & (size - 1)] + Math.sin(angle) * sample;
  }

  return {
    get isFrozen() {
      return settings !== undefined;
    },
    get isSounding() {
      for (const grain of grains) if (grain.at >= 0) return true;
      return false;
    },
    record: (from, begin, end) => {
      if (settings !== undefined) return;
      for (let n = begin; n < end; n++) {
        const i = written - seam;
        buffer[written++ & (size - 1)] = i < seamLength ? joinAt(i, from[n]) : from[n];
      }
    },
    freeze: (grainSettings, grainSeed, fadeIn) => {
      settings = grainSettings;
      seed = grainSeed;
      count = 0;
      firstFadeIn = fadeIn;
      begin(grainSettings);
    },
    unfreeze: (samples) => {
      if (settings === undefined) return;
      settings = undefined;
      seam = written;
      seamLength = samples;
      for (const grain of grains) if (grain.masterStep === 0) grain.masterStep = 1 / samples;
    },
    clear: () => {
      settings = undefined;
      written = 0;
      seam = 0;
      seamLength = 0;
      for (const grain of grains) grain.at = -1;
    },
    add: (into, from, to) => {
      for (let n = from; n < to; n++) {
        if (settings !== undefined && latest.at >= latest.length - latest.fadeOut) begin(settings);
        for (let g = 0; g < GRAINS; g++) {
          const grain = grains[g];
          if (grain.at < 0) continue;
          grain.master -= grain.masterStep;
          if (grain.master <= 0) {
            grain.at = -1;
            continue;
          }
          into[n] += grain.master * gainOf(grain) * buffer[(grain.start + grain.at) & (size - 1)];
          grain.at = grain.at + 1 < grain.length ? grain.at + 1 : -1;
        }
      }
    },
  };
}

/** Equal power: the squares of the gains of two grains that cross sum to 1. */
function gainOf({ at, length, fadeIn, fadeOut }: Grain): number {
  const left = length - at;
  const rise = at < fadeIn ? Math.sin((Math.PI / 2) * ((at + 0.5) / fadeIn)) : 1;
  return left <= fadeOut ? rise * Math.sin((Math.PI / 2) * ((left - 0.5) / fadeOut)) : rise;
}
