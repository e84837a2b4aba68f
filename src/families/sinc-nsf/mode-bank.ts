import { MODE_ANALYSIS, type Timbre } from '../../descriptors/timbre/timbre.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { hash2, uniform } from '../../numeric/hash.ts';
import { createModalBands } from './modal-bands.ts';
import type { SynthKernel } from './synth-kernel.ts';
import type { BlockTiming, ModalParameters, SynthesisParameters } from './synthesis-parameters.ts';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE = 1e-7;
/** The random stream of the starting phases, 'mode' in ASCII. */
const MODE_STREAM = 0x6d6f6465;

/** The free partials of a timbre mix: fixed frequencies, with the gains of the modal bands they fall into. */
export interface ModeBank {
  /** Resets to silence and the starting phases of `seed`. */
  reset(seed: number): void;
  /** Sets the mix from the next sub-frame on; a timbre without a share fades within it. `position`: samples since the trigger. */
  setMix(mix: TimbreMix, position: number): void;
  /**
   * Renders the next sub-frame.
   *
   * @param gains linear gain of each modal band at its end, in the kernel's memory
   * @param ratio factor on the frequencies
   * @param into samples in the kernel's memory, overwritten
   */
  render(gains: Float32Array, ratio: number, into: Float32Array): void;
  /** Advances by `samples` without a sound. */
  skip(ratio: number, samples: number): void;
}

interface Part {
  timbre: Timbre | undefined;
  /** One value a mode, in the kernel's memory: band, frequency, amplitude within the band, phase in cycles, amplitude at the end of the sub-frame before. */
  readonly band: Int32Array;
  readonly hz: Float64Array;
  readonly weight: Float64Array;
  readonly phase: Float64Array;
  readonly amplitude: Float64Array;
}

/** Each mode is a sine, restarted each sub-frame from its phase. A sub-frame is a multiple of 4 samples. */
export function createModeBank(
  kernel: SynthKernel,
  modes: ModalParameters,
  { antiAlias }: Pick<SynthesisParameters, 'antiAlias'>,
  { sampleRate, hop: length }: BlockTiming,
): ModeBank {
  const bands = createModalBands(modes);
  const energies = new Float64Array(bands.count);
  const fadeWidth = antiAlias.widthHz / sampleRate;
  const starts = new Float64Array(MODE_ANALYSIS.count);
  const parts = Array.from({ length: MAX_MIXED_TIMBRES }, (): Part => {
    const values = (): Float64Array => kernel.doubles(MODE_ANALYSIS.count);
    const band = kernel.integers(MODE_ANALYSIS.count);
    return { timbre: undefined, band, hz: values(), weight: values(), phase: values(), amplitude: values() };
  });
  const work = kernel.doubles(4 * (MODE_ANALYSIS.count + 3)).byteOffset;
  const sums = kernel.doubles(2 * length).byteOffset;
  let octaves = 0;
  let transpose = 1;

  /** The part that plays `timbre`: the one that already does, or a silent one. */
  function partOf(timbre: Timbre, position: number): Part | undefined {
    for (const part of parts) if (part.timbre === timbre) return part;
    for (const part of parts) {
      if (part.timbre !== undefined && (part.weight.some(isSounding) || part.amplitude.some(isSounding))) continue;
      part.timbre = timbre;
      part.band.set(bands.forTimbre(timbre).band);
      part.hz.set(timbre.hz);
      for (let i = 0; i < timbre.hz.length; i++) {
        part.phase[i] = wrap(starts[i] + (timbre.hz[i] * transpose * position) / sampleRate);
      }
      return part;
    }
    return undefined;
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
      for (let p = 0; p < MAX_MIXED_TIMBRES; p++) {
        const timbre = mix.timbres[p];
        const part = timbre === undefined ? undefined : partOf(timbre, position);
        if (timbre === undefined || part === undefined) continue;
        for (let i = 0; i < timbre.hz.length; i++) {
          const energy = energies[part.band[i]];
          part.weight[i] = energy > 0 ? Math.sqrt((mix.shares[p] * timbre.share[i]) / energy) : 0;
        }
      }
    },
    render: (gains, ratio, into) => {
      const scale = (transpose * ratio) / sampleRate;
      for (let p = 0; p < MAX_MIXED_TIMBRES; p++) {
        const { timbre, band, hz, weight, phase, amplitude } = parts[p];
        if (timbre === undefined) continue;
        kernel.run.modes(
          timbre.hz.length,
          length,
          hz.byteOffset,
          weight.byteOffset,
          phase.byteOffset,
          amplitude.byteOffset,
          band.byteOffset,
          scale,
          gains.byteOffset,
          antiAlias.nyquistFraction,
          fadeWidth,
          work,
          sums,
        );
      }
      kernel.run.fold(length, sums, into.byteOffset);
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
