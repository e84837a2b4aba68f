import { createFactorTable, createGainTable } from './gain-table.ts';
import type { SynthKernel } from './synth-kernel.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';

/**
 * Amplitudes of a block's sources, in the kernel's memory. Row 0 is where the block begins (the last row of the block
 * before), row j + 1 the end of sub-frame j; gains are linear between two rows.
 */
export interface BlockGains {
  /** `(subframes + 1) * partials` amplitudes. */
  readonly partials: Float32Array;
  /** `(subframes + 1) * bands` amplitudes. */
  readonly bands: Float32Array;
  /** `(subframes + 1) * modal bands` amplitudes, or factors on those of tracks; empty for a model without modes and tracks. */
  readonly modes: Float32Array;
  /** Crossover frequency in Hz, one a sub-frame. */
  readonly cutoffHz: Float64Array;
}

export interface Gains extends BlockGains {
  /** Resets to silence before the next block. */
  reset(): void;
  /**
   * Reads a block of network output.
   *
   * @param y sub-frame major: partial gains, band gains, modal-band gains, cutoff
   * @param level linear level, one a sub-frame
   * @param pitch in Hz at the block's start and at its end
   * @param harmonics factor on the partials at the block's start and at its end; default 1
   */
  update(y: Float32Array, level: Float32Array, pitch: Float64Array, harmonics?: Float64Array): void;
  /** Sets a block that falls silent within its first sub-frame. */
  release(): void;
}

const UNCHANGED = Float64Array.of(1, 1);

/** Converts network output to amplitudes: bounded log gain times level, with partials faded out before they alias. */
export function createGains(
  kernel: SynthKernel,
  parameters: SynthesisParameters,
  { sampleRate }: Pick<BlockTiming, 'sampleRate'>,
): Gains {
  const { subframes } = parameters;
  const partialCount = parameters.partials;
  const bandCount = parameters.noiseBands.count;
  const modeCount = (parameters.modes ?? parameters.tracks)?.bands ?? 0;
  const outputs = partialCount + bandCount + modeCount + 1;
  const table = createGainTable(kernel, parameters.gain);
  const factorsAt = parameters.tracks === undefined ? 0 : createFactorTable(kernel, parameters.gain).values.byteOffset;
  const { widthHz } = parameters.antiAlias;
  const fade = (parameters.antiAlias.nyquistFraction * sampleRate) / widthHz;
  const { lowHz, octaves } = parameters.cutoff;

  const output = kernel.floats(subframes * outputs);
  const levels = kernel.floats(subframes);
  const partials = kernel.floats((subframes + 1) * partialCount);
  const bands = kernel.floats((subframes + 1) * bandCount);
  const modes = kernel.floats((subframes + 1) * modeCount);
  const [outputAt, levelsAt, tableAt, partialsAt, bandsAt, modesAt] = [
    output,
    levels,
    table.values,
    partials,
    bands,
    modes,
  ].map(({ byteOffset }) => byteOffset);
  const cutoffHz = new Float64Array(subframes).fill(lowHz);

  function carryLastRow(): void {
    partials.copyWithin(0, subframes * partialCount);
    bands.copyWithin(0, subframes * bandCount);
    modes.copyWithin(0, subframes * modeCount);
  }

  return {
    partials,
    bands,
    modes,
    cutoffHz,
    reset: () => {
      partials.fill(0);
      bands.fill(0);
      modes.fill(0);
      cutoffHz.fill(lowHz);
    },
    release: () => {
      carryLastRow();
      partials.fill(0, partialCount);
      bands.fill(0, bandCount);
      modes.fill(0, modeCount);
      cutoffHz.fill(cutoffHz[subframes - 1]);
    },
    update: (y, level, pitch, harmonics = UNCHANGED) => {
      output.set(y);
      for (let j = 0; j < subframes; j++) {
        levels[j] = level[j];
        cutoffHz[j] = lowHz * 2 ** (octaves / (1 + Math.exp(-y[(j + 1) * outputs - 1])));
      }
      kernel.run.gains(
        subframes,
        partialCount,
        bandCount,
        modeCount,
        outputAt,
        levelsAt,
        tableAt,
        factorsAt,
        table.scale,
        table.origin,
        harmonics[0],
        (harmonics[1] - harmonics[0]) / subframes,
        pitch[0] / widthHz,
        (pitch[1] - pitch[0]) / subframes / widthHz,
        fade,
        partialsAt,
        bandsAt,
        modesAt,
      );
    },
  };
}
