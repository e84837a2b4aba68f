import { hash2, uniform } from '../descriptors/hash.ts';
import { MODE_ANALYSIS, type Timbre } from '../descriptors/timbre/timbre.ts';
import { MIXED_TIMBRES, type TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import { antiAliasFade } from './anti-alias.ts';
import { createModalBands } from './modal-bands.ts';
import type { BlockTiming, ModalNumbers, SynthesisNumbers } from './synthesis-numbers.ts';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE = 1e-7;
/** The stream of the starting phases, 'mode' in ASCII. */
const MODE_STREAM = 0x6d6f6465;

/** The free partials of what sounds: fixed frequencies of its own, under the gains of the bands they fall into. */
export interface ModeBank {
  /** Silence, and the phases that `seed` gives. */
  reset(seed: number): void;
  /** What rings from the next sub-frame on; what has no share any more fades within it. `position`: samples since the trigger. */
  setMix(mix: TimbreMix, position: number): void;
  /**
   * Adds the next sub-frame.
   *
   * @param gains linear gain of each modal band at its end
   * @param ratio what frequencies are multiplied by
   */
  add(gains: Float64Array, ratio: number, into: Float64Array): void;
  /** Moves on by `samples` without a sound. */
  skip(ratio: number, samples: number): void;
}

interface Part {
  timbre: Timbre | undefined;
  band: Int32Array;
  /** Amplitude within the band, phase in cycles, amplitude at the end of the sub-frame before: one a mode. */
  readonly weight: Float64Array;
  readonly phase: Float64Array;
  readonly amplitude: Float64Array;
}

const EMPTY = new Int32Array(0);

/** Each mode is a sine by the recurrence y[n] = 2 cos(w) y[n-1] - y[n-2], begun anew each sub-frame from its phase. */
export function createModeBank(
  modes: ModalNumbers,
  { antiAlias }: Pick<SynthesisNumbers, 'antiAlias'>,
  { sampleRate, hop: length }: BlockTiming,
): ModeBank {
  const bands = createModalBands(modes);
  const energies = new Float64Array(bands.count);
  const fadeHz = antiAlias.nyquistFraction * sampleRate;
  const starts = new Float64Array(MODE_ANALYSIS.count);
  const parts = Array.from({ length: MIXED_TIMBRES }, (): Part => {
    const values = (): Float64Array => new Float64Array(MODE_ANALYSIS.count);
    return { timbre: undefined, band: EMPTY, weight: values(), phase: values(), amplitude: values() };
  });
  let octaves = 0;
  let transpose = 1;

  /** The part that plays `timbre`: the one that did already, or one that is silent. */
  function partOf(timbre: Timbre, position: number): Part | undefined {
    for (const part of parts) if (part.timbre === timbre) return part;
    for (const part of parts) {
      if (part.timbre !== undefined && (part.weight.some(isSounding) || part.amplitude.some(isSounding))) continue;
      part.timbre = timbre;
      part.band = bands.of(timbre).band;
      for (let i = 0; i < timbre.hz.length; i++) {
        part.phase[i] = wrap(starts[i] + (timbre.hz[i] * transpose * position) / sampleRate);
      }
      return part;
    }
    return undefined;
  }

  function addMode(part: Part, i: number, hz: number, to: number, into: Float64Array): void {
    const from = part.amplitude[i];
    part.amplitude[i] = to;
    const turn = (2 * Math.PI * hz) / sampleRate;
    if (from > INAUDIBLE || to > INAUDIBLE) {
      const twice = 2 * Math.cos(turn);
      let before = Math.sin(2 * Math.PI * part.phase[i]);
      let now = Math.sin(2 * Math.PI * part.phase[i] + turn);
      const step = (to - from) / length;
      let gain = from + step / 2;
      for (let n = 0; n < length; n++) {
        into[n] += gain * now;
        gain += step;
        const next = twice * now - before;
        before = now;
        now = next;
      }
    }
    part.phase[i] = wrap(part.phase[i] + (hz * length) / sampleRate);
  }

  return {
    reset: (seed) => {
      const stream = hash2(seed, MODE_STREAM);
      for (let i = 0; i < starts.length; i++) starts[i] = uniform(stream, i);
      for (const part of parts) {
        part.timbre = undefined;
        part.weight.fill(0);
        part.amplitude.fill(0);
      }
    },
    setMix: (mix, position) => {
      if (mix.transpose !== octaves) {
        octaves = mix.transpose;
        transpose = 2 ** octaves;
      }
      bands.energies(mix, energies);
      for (const part of parts) part.weight.fill(0);
      for (let p = 0; p < MIXED_TIMBRES; p++) {
        const timbre = mix.timbres[p];
        const part = timbre === undefined ? undefined : partOf(timbre, position);
        if (timbre === undefined || part === undefined) continue;
        for (let i = 0; i < timbre.hz.length; i++) {
          const energy = energies[part.band[i]];
          part.weight[i] = energy > 0 ? Math.sqrt((mix.shares[p] * timbre.share[i]) / energy) : 0;
        }
      }
    },
    add: (gains, ratio, into) => {
      for (let p = 0; p < MIXED_TIMBRES; p++) {
        const part = parts[p];
        if (part.timbre === undefined) continue;
        for (let i = 0; i < part.timbre.hz.length; i++) {
          const hz = part.timbre.hz[i] * transpose * ratio;
          addMode(
            part,
            i,
            hz,
            part.weight[i] * gains[part.band[i]] * antiAliasFade((fadeHz - hz) / antiAlias.widthHz),
            into,
          );
        }
      }
    },
    skip: (ratio, samples) => {
      for (const part of parts) {
        if (part.timbre === undefined) continue;
        for (let i = 0; i < part.timbre.hz.length; i++) {
          part.phase[i] = wrap(part.phase[i] + (part.timbre.hz[i] * transpose * ratio * samples) / sampleRate);
        }
      }
    },
  };
}

const isSounding = (amplitude: number): boolean => amplitude > INAUDIBLE;
const wrap = (cycles: number): number => cycles - Math.floor(cycles);
