import { antiAliasFade } from './anti-alias.ts';
import { createGainTable, gainOf } from './gain-table.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/**
 * What a block's sources are multiplied by. Row 0 is where the block begins (the last row of the block before), row j + 1
 * the end of sub-frame j; between two rows gains run straight.
 */
export interface BlockGains {
  /** `(subframes + 1) * partials` amplitudes. */
  readonly partials: Float64Array;
  /** `(subframes + 1) * bands` amplitudes. */
  readonly bands: Float64Array;
  /** `(subframes + 1) * modal bands` amplitudes; empty for a model without modes. */
  readonly modes: Float64Array;
  /** Crossover frequency in Hz, one a sub-frame. */
  readonly cutoffHz: Float64Array;
}

export interface Gains extends BlockGains {
  /** Silence before the next block. */
  reset(): void;
  /**
   * Reads a block from the network.
   *
   * @param y sub-frame major: partial gains, band gains, modal-band gains, cutoff
   * @param level linear level, one a sub-frame
   * @param f0Start pitch in Hz at the block's start, and `f0End` at its end
   */
  update(y: Float32Array, level: Float32Array, f0Start: number, f0End: number): void;
  /** A block that falls silent within its first sub-frame. */
  release(): void;
}

/** Turns the network's numbers into amplitudes: bounded log gain, times level, less what would alias. */
export function createGains(numbers: SynthesisNumbers, { sampleRate }: Pick<BlockTiming, 'sampleRate'>): Gains {
  const { subframes } = numbers;
  const partialCount = numbers.partials;
  const bandCount = numbers.noiseBands.count;
  const modeCount = numbers.modes?.bands ?? 0;
  const outputs = partialCount + bandCount + modeCount + 1;
  const table = createGainTable(numbers.gain);
  const fadeHz = numbers.antiAlias.nyquistFraction * sampleRate;
  const { widthHz } = numbers.antiAlias;
  const { lowHz, octaves } = numbers.cutoff;

  const partials = new Float64Array((subframes + 1) * partialCount);
  const bands = new Float64Array((subframes + 1) * bandCount);
  const modes = new Float64Array((subframes + 1) * modeCount);
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
    update: (y, level, f0Start, f0End) => {
      carryLastRow();
      for (let j = 0; j < subframes; j++) {
        const from = j * outputs;
        const loud = level[j];
        const pitch = f0Start + ((f0End - f0Start) * (j + 1)) / subframes;
        const partialRow = (j + 1) * partialCount;
        for (let p = 0; p < partialCount; p++) {
          const fade = antiAliasFade((fadeHz - (p + 1) * pitch) / widthHz);
          partials[partialRow + p] = fade === 0 ? 0 : gainOf(table, y[from + p]) * loud * fade;
        }
        const bandRow = (j + 1) * bandCount;
        const bandFrom = from + partialCount;
        for (let b = 0; b < bandCount; b++) bands[bandRow + b] = gainOf(table, y[bandFrom + b]) * loud;
        const modeRow = (j + 1) * modeCount;
        const modeFrom = bandFrom + bandCount;
        for (let m = 0; m < modeCount; m++) modes[modeRow + m] = gainOf(table, y[modeFrom + m]) * loud;
        cutoffHz[j] = lowHz * 2 ** (octaves / (1 + Math.exp(-y[from + outputs - 1])));
      }
    },
  };
}
