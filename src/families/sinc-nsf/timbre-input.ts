import { COLOUR_SIZE, type Timbre } from '../../descriptors/timbre/timbre.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { createCodeOffsets } from './code-offsets.ts';
import { createModalBands } from './modal-bands.ts';
import type { ModalParameters } from './synthesis-parameters.ts';

/** A model's encoder of a colour as a timbre code, from its manifest: `2 tanh((weight · colour + bias) / 2)`. */
export interface TimbreEncoder {
  /** Values of the code. */
  readonly code: number;
  /** `code` rows of 72. */
  readonly weight: readonly number[];
  readonly bias: readonly number[];
}

/** The part of a network's input that describes the timbre. */
export interface TimbreInput {
  /** Values a block: the code, then the modal bands. */
  readonly size: number;
  /** Writes the mix's code and the energy of each modal band, scaled: 0 for none, 3 for all of the sound. */
  fill(mix: TimbreMix, into: Float32Array, at: number): void;
}

export function createTimbreInput(encoder: TimbreEncoder, modes: ModalParameters): TimbreInput {
  const bands = createModalBands(modes);
  const energies = new Float64Array(bands.count);
  const offsets = createCodeOffsets(encoder.code);
  const codes = new WeakMap<Timbre, Float64Array>();

  function codeOf(timbre: Timbre): Float64Array {
    const found = codes.get(timbre);
    if (found !== undefined) return found;
    const made = Float64Array.from({ length: encoder.code }, (_, row) => {
      let sum = encoder.bias[row];
      for (let i = 0; i < COLOUR_SIZE; i++) sum += encoder.weight[row * COLOUR_SIZE + i] * timbre.colour[i];
      return 2 * Math.tanh(sum / 2);
    });
    codes.set(timbre, made);
    return made;
  }

  return {
    size: encoder.code + bands.count,
    fill: (mix, into, at) => {
      into.fill(0, at, at + encoder.code);
      for (let p = 0; p < MAX_MIXED_TIMBRES; p++) {
        const timbre = mix.timbres[p];
        if (timbre === undefined) continue;
        const code = codeOf(timbre);
        for (let i = 0; i < encoder.code; i++) into[at + i] += mix.shares[p] * code[i];
      }
      offsets.add(mix, into, at);
      bands.energies(mix, energies);
      for (let b = 0; b < bands.count; b++) {
        const octaves = Math.max(Math.log2(Math.max(energies[b], 1e-30)) + modes.floorOctaves, 0);
        into[at + encoder.code + b] = octaves * (3 / modes.floorOctaves);
      }
    },
  };
}
